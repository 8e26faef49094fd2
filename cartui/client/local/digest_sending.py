"""The digest as a mail: written once, queued to each who gets it, and to each on one day only once."""

from collections.abc import Iterable, Iterator, Sequence
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
    """Queue it to all who get it and have none of this day. Raises ``Refused`` where each of them has one."""
    recipients = _recipients(to or load_shop(connection).settings.digest.to)
    named, others = f"digest:{mail.day}", f"digest:{mail.day} to others"
    intention, beside = (others, named) if to else (named, others)
    if not again:
        earlier = [*_counting(connection, intention), *filter(_is_known, _counting(connection, beside))]
        recipients = _still_without(mail, recipients, earlier)
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


def _counting(connection: Connection, intention: str) -> Iterator[OutboxMessage]:
    """The mails for this that were sent, or still may be."""
    return (each for each in messages_for(connection, intention) if each.state not in _CAME_TO_NOTHING)


def _is_known(message: OutboxMessage) -> bool:
    """Whether it is known to whom it went: a purge empties that."""
    return bool(message.to)


def _still_without(
    mail: WrittenDigest, recipients: Sequence[str], earlier: Iterable[OutboxMessage]
) -> list[str]:
    """Those to whom none of these mails went, or ``Refused``; one of which nobody knows went to them all."""
    theirs = [each for each in earlier if not _is_known(each) or each.to in recipients]
    reached = {each.to for each in theirs}
    left = [] if "" in reached else [each for each in recipients if each not in reached]
    if left:
        return left
    first = min(theirs, key=lambda each: each.id)
    at = mail.clock.time(first.created_at)
    state = "has sent" if first.state is MessageState.SENT else "has put into the outbox"
    raise Refused(
        f"{first.agent} {state} the digest of {mail.day} already, at {at}. Nothing was sent now: "
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
