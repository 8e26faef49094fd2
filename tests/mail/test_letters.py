"""A letter looks right in every program, and nothing that somebody typed becomes a header of it."""

import email
import email.policy
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.mail.letter import Letter, NoAddress, new_message_id, packed

SENT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def letter(**others: object) -> Letter:
    """A letter to Rahim."""
    told: dict[str, object] = {
        "message_id": "<1@example.com>",
        "written_at": SENT,
        "sender": "shop@example.com",
        "sender_name": "Deshi Shop",
        "recipient": "rahim@example.com",
        "subject": "Your cart",
        "text": "Please reopen your browser.",
    }
    return Letter(**(told | others))  # type: ignore[arg-type]  # a test names what it changes


def read(content: bytes) -> EmailMessage:
    """A letter as a mail program reads it."""
    parsed = email.message_from_bytes(content, policy=email.policy.SMTPUTF8)
    assert isinstance(parsed, EmailMessage)
    assert not parsed.defects
    return parsed


def said(mail: EmailMessage, kind: str = "plain") -> str:
    """What a letter says."""
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_letter_has_what_mail_programs_show() -> None:
    mail = read(packed(letter()).content)
    assert mail["From"] == "Deshi Shop <shop@example.com>"
    assert mail["To"] == "rahim@example.com"
    assert mail["Subject"] == "Your cart"
    assert mail["Date"].datetime == SENT
    assert mail["Message-ID"] == "<1@example.com>"
    assert said(mail) == "Please reopen your browser.\n"
    assert mail.get_content_type() == "text/plain"
    assert "Auto-Submitted" not in mail


def test_with_html_it_is_both_and_the_text_comes_first() -> None:
    mail = read(packed(letter(html="<p>Please <b>reopen</b> it.</p>", by_itself=True)).content)
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert said(mail, "html") == "<p>Please <b>reopen</b> it.</p>\n"
    assert mail["Auto-Submitted"] == "auto-generated"


HOSTILE = st.text(st.characters(), max_size=200) | st.sampled_from(
    [
        "a\r\nBcc: eve@example.com",
        "\nX: y\n\nbody",
        '"',
        "<eve@example.com>",
        "a,b;c:d",
        "\x1b[2J\u202e",
        "=?utf-8?q?x?=",
    ]
)


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_whatever_names_and_subjects_hold_the_headers_stay_the_same(
    name: str, subject: str, text: str, html: str
) -> None:
    content = packed(letter(sender_name=name, subject=subject, text=text, html=html)).content
    mail = read(content)
    known = {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"}
    assert set(mail.keys()) <= known | {"Content-Transfer-Encoding"}
    assert len(mail.keys()) == len(set(mail.keys()))
    assert [each.addr_spec for each in mail["From"].addresses] == ["shop@example.com"]
    assert [each.addr_spec for each in mail["To"].addresses] == ["rahim@example.com"]
    assert content.isascii()
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize("script", ["জামিল সাহেব", "李明", "Jürgen Größe", "محمد", "🛒"])
def test_names_and_texts_of_all_scripts_come_through(script: str) -> None:
    mail = read(packed(letter(sender_name=script, subject=f"{script}: " * 9, text=script)).content)
    assert mail["From"].addresses[0].display_name == script
    assert mail["Subject"] == (f"{script}: " * 9).strip()
    assert said(mail) == f"{script}\n"


def test_a_domain_of_other_letters_is_written_in_ascii() -> None:
    ready = packed(letter(recipient="jens@bücher.example"))
    assert (ready.recipient, ready.is_international) == ("jens@xn--bcher-kva.example", False)


def test_an_address_of_other_letters_takes_a_server_that_knows_them() -> None:
    ready = packed(letter(recipient="李明@example.com"))
    assert (ready.recipient, ready.is_international) == ("李明@example.com", True)
    assert read(ready.content)["To"] == "李明@example.com"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "rahim",
        "rahim@",
        "a b@example.com",
        "a@b@example.com",
        "rahim@example.com\r\nBcc: eve@example.com",
        "<rahim@example.com>",
        "rahim@example.com, eve@example.com",
    ],
)
def test_what_is_no_address_of_one_person_gets_no_letter(address: str) -> None:
    with pytest.raises(NoAddress, match="is no address that mail can go to"):
        packed(letter(recipient=address))


def test_an_id_is_of_the_senders_domain_and_never_too_long_for_its_line() -> None:
    assert new_message_id("01ab", "shop@Example.com") == "<01ab@example.com>"
    long = f"shop@{'a' * 60}.{'b' * 60}.example.com"
    mail = read(packed(letter(message_id=new_message_id("f" * 32, long))).content)
    assert mail["Message-ID"] == f"<{'f' * 32}@cartui.invalid>"


def test_a_letter_is_dated_in_utc_wherever_it_is_written() -> None:
    mail = read(packed(letter(written_at=SENT + timedelta(days=99))).content)
    assert mail["Date"].datetime.utcoffset() == timedelta(0)
