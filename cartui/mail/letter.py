"""What is written to one person, as mail servers take it (RFC 5322, RFC 2047, RFC 6532)."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from cartui.model.text import clean_block, clean_line

if TYPE_CHECKING:
    from email.message import EmailMessage

LONGEST_NAME: Final = 100
"""Characters of the name before an address."""

_LONGEST_FILE: Final = 100

_LONGEST_DOMAIN: Final = 40
"""Beyond it the header with a message's id would be folded, which some programs cannot read."""


class NoAddress(ValueError):
    """No mail can go there; the message says what is wrong with the address."""


@dataclass(frozen=True, slots=True)
class LetterFile:
    """A file that goes with a letter."""

    name: str
    """As somebody wrote it: what is sent of it is :func:`safe_file_name`."""
    media_type: str
    """Such as ``application/pdf``."""
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to one person. Nothing in it can become a header of its own."""

    message_id: str
    """The same at every attempt, so that a server which has it already can tell (:func:`new_message_id`)."""
    written_at: datetime
    sender: str
    """The address that it comes from."""
    sender_name: str
    recipient: str
    subject: str
    text: str
    html: str = ""
    """The same for programs that show HTML; empty: there is none."""
    files: tuple[LetterFile, ...] = ()
    by_itself: bool = False
    """Whether no person wrote it, so that no program answers that somebody is on holiday."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A letter as it goes over the line."""

    sender: str
    recipient: str
    content: bytes
    is_international: bool
    """Whether an address has other letters than ASCII's before its ``@``, which not every server takes."""


def new_message_id(unique: str, sender: str) -> str:
    """The id of a message from that address; ``unique`` is of letters and digits and belongs to it alone."""
    domain = ascii_address(sender)[0].rpartition("@")[2]
    return f"<{unique}@{domain if len(domain) <= _LONGEST_DOMAIN else 'cartui.invalid'}>"


def ascii_address(address: str) -> tuple[str, bool]:
    """An address with its domain in ASCII, and whether other letters are left. Raises ``NoAddress``."""
    from email_validator import EmailNotValidError, validate_email

    try:
        read = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError as problem:
        raise NoAddress(f"{clean_line(address)[:100]} is no address that mail can go to: {problem}") from None
    if read.ascii_email is not None:
        return read.ascii_email, False
    return f"{read.local_part}@{read.ascii_domain}", True


def packed(letter: Letter) -> Packed:
    """The letter as it goes over the line. Raises ``NoAddress``."""
    from email import policy

    sender, sender_is_international = ascii_address(letter.sender)
    recipient, is_international = ascii_address(letter.recipient)
    is_international = is_international or sender_is_international
    # Seven bits go through every server that there is.
    how = policy.SMTP.clone(cte_type="7bit", utf8=is_international)
    content = _mail_of(letter, sender, recipient).as_bytes(policy=how)
    return Packed(sender, recipient, content, is_international)


def _mail_of(letter: Letter, sender: str, recipient: str) -> "EmailMessage":
    """The letter as Python's own mail, which encodes what needs it."""
    from email.headerregistry import Address
    from email.message import EmailMessage
    from email.utils import format_datetime

    mail = EmailMessage()
    name, _, domain = sender.rpartition("@")
    mail["From"] = Address(_one_line(letter.sender_name)[:LONGEST_NAME], name, domain)
    name, _, domain = recipient.rpartition("@")
    mail["To"] = Address("", name, domain)
    mail["Subject"] = _one_line(letter.subject)
    mail["Date"] = format_datetime(letter.written_at)
    mail["Message-ID"] = letter.message_id
    if letter.by_itself:
        mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_whole(letter.text))
    if letter.html:
        mail.add_alternative(_whole(letter.html), subtype="html")
    for file in letter.files:
        main, _, sub = file.media_type.partition("/")
        parameters = {"charset": "utf-8"} if main == "text" else None
        # As bytes, also where it is text: its line ends stay as they are.
        mail.add_attachment(
            file.content, maintype=main, subtype=sub, filename=safe_file_name(file.name), params=parameters
        )
    return mail


def safe_file_name(name: str) -> str:
    """A name that no system understands as a place, a hidden file or two names; at most 100 characters."""
    kept = "".join(char if char.isalnum() or char in "-_." else "-" for char in clean_line(name))
    stem, dot, ending = kept.rpartition(".")
    stem = re.sub(r"[-.]{2,}", "-", stem).strip("-.")[: _LONGEST_FILE - len(ending) - 1]
    return f"{stem or 'document'}{dot}{ending}"


def _one_line(text: str) -> str:
    """Text that ends no header."""
    return " ".join(clean_line(text).split())


def _whole(text: str) -> str:
    """Text whose last line ends as the others do."""
    return clean_block(text).rstrip("\n") + "\n"
