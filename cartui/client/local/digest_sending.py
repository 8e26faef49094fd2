"""The digest as a mail: written once, queued to each who gets it, and on one day only once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.outbox import queue_for_staff
from cartui.documents.digest_html import digest_html
from cartui.documents.digest_text import digest_text
from cartui.documents.digest_words import DigestWords
from cartui.model.digest import Digest, DigestMail, SentDigest
from cartui.model.errors import Invalid, Refused
from cartui.model.message import MessageKind, MessageState, OutboxMessage
from cartui.model.problem import Problem
from cartui.model.shop import MOST_RECIPIENTS
from cartui.rules.emails import email_warning, normalise_email
from cartui.store.outbox import messages_for
from cartui.store.shop_config import load_shop

_CAME_TO_NOTHING: Final = frozenset({MessageState.FAILED, MessageState.DROPPED})


@dataclass(frozen=True, slots=True)
class WrittenDigest:
    """A digest as it is mailed, on the shop's own clocks."""

    day: str
    clock: DigestWords
    subject: str
    text: str
    html: str


def written(digest: Digest) -> WrittenDigest:
    """Write it."""
    words = DigestWords(digest)
    return WrittenDigest(
        day=words.day,
        clock=words,
        subject=words.subject,
        text=digest_text(words) + "\n",
        html=digest_html(words),
    )


def queue_digest(
    backend: LocalBackend, connection: Connection, mail: WrittenDigest, to: Sequence[str], *, again: bool
) -> SentDigest:
    """Queue it to all who get it. Raises ``Refused`` where that was done on this day already."""
    recipients = _recipients(to or load_shop(connection).settings.digest.to)
    intention = f"digest:{mail.day}"
    if not again:
        _ensure_first(mail, messages_for(connection, intention))
    queued = queue_for_staff(
        backend,
        connection,
        MessageKind.DIGEST,
        recipients,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        intention=intention,
    )
    return SentDigest(day=mail.day, subject=mail.subject, mails=tuple(map(_mail_of, queued)))


def with_outcome(queued: SentDigest, messages: Iterable[OutboxMessage]) -> SentDigest:
    """The same with what became of each mail."""
    return queued.model_copy(update={"mails": tuple(map(_mail_of, messages))})


def _ensure_first(mail: WrittenDigest, messages: Iterable[OutboxMessage]) -> None:
    """Raise ``Refused`` where a digest of this day is on its way or was sent."""
    earlier = next((each for each in messages if each.state not in _CAME_TO_NOTHING), None)
    if earlier is None:
        return
    at = mail.clock.time(earlier.created_at)
    state = "has sent" if earlier.state is MessageState.SENT else "has put into the outbox"
    raise Refused(
        f"{earlier.agent} {state} the digest of {mail.day} already, at {at}. Nothing was sent now: "
        "`cartui digest --send --again` sends it once more."
    )


def _recipients(addresses: Iterable[str]) -> list[str]:
    """These addresses in their normal form, each once. Raises ``Invalid`` for none, or one that is none."""
    found: list[str] = []
    for address in addresses:
        warning = email_warning(address) if address.strip() else "an address is empty"
        if warning:
            raise _invalid(warning.rstrip("."))
        found.append(normalise_email(address)[0])
    if not found:
        raise _invalid("nobody gets the digest: name them in the shop's settings (digest.to), or here")
    if len(found) > MOST_RECIPIENTS:
        raise _invalid(f"a digest goes to {MOST_RECIPIENTS} addresses at most")
    return [*dict.fromkeys(found)]


def _invalid(reason: str) -> Invalid:
    """Why nothing is sent."""
    said = f"{reason[:1].upper()}{reason[1:]}"
    return Invalid(f"{said}. Nothing was sent.", [Problem(field="to", message=reason)])


def _mail_of(message: OutboxMessage) -> DigestMail:
    """A message as those see it who sent the digest."""
    return DigestMail(id=message.id, to=message.to, state=message.state, error=message.error)
