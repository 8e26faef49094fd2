"""Handing letters to a mail server (RFC 5321, RFC 6409), one connection for each.

What goes wrong is one of three things, each with a sentence for staff: it may work later, it will never work,
or nobody knows whether the server has the letter, which must not be sent again by itself then. Sentences have
neither the password nor the letter in them. Everything here blocks: it runs in a thread.
"""

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Final, NoReturn

from pydantic import SecretStr

from cartui.mail.letter import Letter, NoAddress, Packed, packed
from cartui.model.errors import Unauthenticated
from cartui.model.text import clean_line
from cartui.settings.model import Mail

PATIENCE: Final = 15.0
"""Seconds to wait for a connection, and for each answer on it."""

AFTER_THE_DOT: Final = 120.0
"""Seconds to wait for the answer to a whole letter, at which many servers look closely before they give it.

RFC 5321 (4.5.3.2.6) wants ten minutes; but whoever claimed a message has to know sooner.
"""

_PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}

_LONGEST_ANSWER: Final = 200
"""Characters of a server's answer that are repeated."""

_HERE: Final = "localhost"
"""What this machine is called until it has an address on the line."""

_GO_ON: Final = 354
_DONE: Final = 250
_TAKEN: Final = frozenset({_DONE, 251, 252})
"""Answers to a recipient by which the server takes on to reach them."""

_LASTING: Final = 500
"""From this number on an answer holds for ever."""


class NotSent(Exception):
    """The server does not have the letter; the message says why, in a sentence for staff."""


class TryLater(NotSent):
    """It may work later: the server is away or busy, or our settings of it are to be mended."""

    def __init__(self, message: str, *, for_all: bool = True) -> None:
        """Say why; ``for_all``: any other letter would fare the same now."""
        super().__init__(message)
        self.for_all = for_all


class KeptBack(TryLater):
    """We did not hand it over, for a reason of our own."""


class WillNeverWork(NotSent):
    """The server does not take this letter, or not for this recipient."""


class OutcomeUnclear(Exception):
    """The line broke when the letter was handed over: the server may have it, or not."""


class Gate:
    """What a letter passes right before it is handed over: until then it can be kept back."""

    def __init__(self) -> None:
        """Stand open."""
        self._lock = Lock()
        self._is_shut = False
        self._is_passed = False

    def shut(self) -> bool:
        """Let nothing through from now on; ``False`` where the letter went through already."""
        with self._lock:
            self._is_shut = True
            return not self._is_passed

    def go_through(self) -> None:
        """Let the letter through. Raises ``KeptBack`` where it may not go."""
        with self._lock:
            if self._is_shut:
                raise KeptBack("It was kept back before it was handed over.")
            self._is_passed = True


def no_password() -> SecretStr | None:
    """The password of a server that takes none."""
    return None


class MailServer:
    """The mail server of the settings."""

    def __init__(
        self,
        settings: Mail,
        password: Callable[[], SecretStr | None] = no_password,
        *,
        patience: float = PATIENCE,
        after_the_dot: float = AFTER_THE_DOT,
    ) -> None:
        """Prepare it; nothing is sent. ``password`` is asked each time, so that a new one is used at once."""
        self._settings: Final = settings
        self._password: Final = password
        self._patience: Final = patience
        self._after_the_dot: Final = after_the_dot

    @property
    def sender(self) -> str:
        """The address that letters come from."""
        return self._settings.sender

    @property
    def place(self) -> str:
        """Host and port, for people."""
        return f"{self._settings.host}:{self._port}"

    @property
    def _port(self) -> int:
        """The port: the usual one where none is set."""
        return self._settings.port or _PORTS[self._settings.security]

    def look(self) -> None:
        """See whether it answers, its certificate is good and it lets us in. Raises ``TryLater``."""
        with self._connected():
            pass

    def deliver(self, letter: Letter, gate: Gate) -> None:
        """Hand a letter over; once this returns, the server has taken it on itself.

        Raises ``TryLater``, ``WillNeverWork`` and ``OutcomeUnclear``.
        """
        try:
            ready = packed(letter)
        except NoAddress as error:
            raise WillNeverWork(str(error)) from None
        with self._connected() as line:
            self._address(line, ready)
            self._hand_over(line, ready, gate)

    def _address(self, line: smtplib.SMTP, letter: Packed) -> None:
        """Say from whom and to whom."""
        options = ["SMTPUTF8", "BODY=8BITMIME"] if letter.is_international else []
        if letter.is_international and not line.has_extn("smtputf8"):
            raise WillNeverWork(
                f"{self.place} takes no addresses with letters such as those of {letter.recipient}."
            )
        code, answer = line.mail(letter.sender, options)
        if code != _DONE:
            # The sender is ours: it is mended in the settings, and then the letter can go.
            raise TryLater(f"{self.place} refuses {letter.sender} as the sender: {_said(code, answer)}")
        code, answer = line.rcpt(letter.recipient)
        if code not in _TAKEN:
            self._refused(f"{self.place} refuses the recipient {letter.recipient}", code, answer)

    def _hand_over(self, line: smtplib.SMTP, letter: Packed, gate: Gate) -> None:
        """Send the letter itself."""
        code, answer = line.docmd("DATA")
        if code != _GO_ON:
            self._refused(f"{self.place} refuses the message", code, answer)
        gate.go_through()
        try:
            line.send(_dotted(letter.content))
            _wait(line, self._after_the_dot)
            code, answer = line.getreply()
        except (OSError, smtplib.SMTPException):
            raise OutcomeUnclear(
                f"The line to {self.place} broke when the message was handed over, so nobody knows whether "
                "it was sent."
            ) from None
        _wait(line, self._patience)
        if code != _DONE:
            self._refused(f"{self.place} refuses the message", code, answer)

    def _refused(self, what: str, code: int, answer: bytes) -> NoReturn:
        """Raise what an answer about this letter means."""
        sentence = f"{what}: {_said(code, answer)}"
        if code >= _LASTING:
            raise WillNeverWork(sentence)
        raise TryLater(sentence, for_all=False)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A line on which letters may be sent. What breaks it raises ``TryLater``."""
        line: smtplib.SMTP | None = None
        try:
            line = self._connect()
            self._log_in(line)
            yield line
            with suppress(OSError, smtplib.SMTPException):
                line.quit()
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            raise TryLater(self._why(error)) from None
        finally:
            if line is not None:
                line.close()

    def _connect(self) -> smtplib.SMTP:
        """Connect as the settings say, encrypted and with a certificate that is checked."""
        settings = self._settings
        context = ssl.create_default_context()
        host, port, patience = settings.host, self._port, self._patience
        line: smtplib.SMTP
        # Without a name of ours, smtplib asks the network for one and waits for it.
        if settings.security == "tls":
            line = smtplib.SMTP_SSL(host, port, local_hostname=_HERE, timeout=patience, context=context)
        else:
            line = smtplib.SMTP(host, port, local_hostname=_HERE, timeout=patience)
        try:
            line.local_hostname = _address_literal(line.sock)
            line.ehlo_or_helo_if_needed()
            if settings.security == "starttls":
                if not line.has_extn("starttls"):
                    raise TryLater(
                        f"{self.place} offers no STARTTLS, so nothing was sent: over an open line everybody "
                        'on the way can read it. If it is encrypted from the start, say security = "tls".'
                    )
                line.starttls(context=context)
                line.ehlo_or_helo_if_needed()
        except BaseException:
            line.close()
            raise
        return line

    def _log_in(self, line: smtplib.SMTP) -> None:
        """Say who we are, where the settings name a user."""
        user = self._settings.user
        if not user:
            return
        try:
            password = self._password()
        except Unauthenticated as error:
            raise TryLater(error.message) from None
        if password is None:
            raise TryLater(
                f"There is no password for {user} at {self.place}: `cartui outbox password` keeps it, or set "
                "CARTUI_MAIL_PASSWORD."
            )
        try:
            line.login(user, password.get_secret_value())
        except smtplib.SMTPAuthenticationError as error:  # its answer may repeat what it was told
            raise TryLater(
                f"{self.place} does not let {user} in ({error.smtp_code}): look at user and password. "
                "`cartui outbox password` keeps another."
            ) from None
        except smtplib.SMTPNotSupportedError:
            raise TryLater(f"{self.place} takes no user and password on this line.") from None
        except UnicodeError:
            raise TryLater(
                f"User or password for {self.place} has letters beyond ASCII, which cannot be sent to it."
            ) from None

    def _why(self, error: Exception) -> str:
        """What broke a line, in a sentence."""
        match _cause(error):
            case ssl.SSLCertVerificationError(verify_message=problem):
                why = f"The certificate of {self.place} is not to be trusted: {problem}."
            case ssl.SSLError():
                why = f"No encrypted line to {self.place} could be made: is its security {self._other}?"
            case socket.gaierror():
                why = f"There is no machine called {self._settings.host}, or the network is away."
            case TimeoutError():
                why = f"{self.place} did not answer within {self._patience:.0f} seconds."
            case smtplib.SMTPServerDisconnected():
                why = f"{self.place} ended the line."
            case smtplib.SMTPResponseException(smtp_code=code, smtp_error=answer):
                why = f"{self.place} says {_said(code, answer)}"
            case OSError(strerror=str(problem)):
                why = f"{self.place} cannot be reached: {problem.lower()}."
            case _:
                why = f"{self.place} does not answer as a mail server does."
        return why

    @property
    def _other(self) -> str:
        """The other way to encrypt the line."""
        return "starttls" if self._settings.security == "tls" else "tls"


def _cause(error: Exception) -> BaseException:
    """What broke a line, where smtplib only says that it broke."""
    cause = error.__context__
    return cause if isinstance(error, smtplib.SMTPServerDisconnected) and cause is not None else error


def _wait(line: smtplib.SMTP, seconds: float) -> None:
    """Wait that long for each answer from now on."""
    if line.sock is not None:
        line.sock.settimeout(seconds)


def _address_literal(sock: "socket.socket | None") -> str:
    """What this machine calls itself: its address on the line, which needs no name (RFC 5321, 4.1.3)."""
    host = sock.getsockname()[0] if sock is not None else "127.0.0.1"
    return f"[IPv6:{host.partition('%')[0]}]" if ":" in host else f"[{host}]"


def _dotted(content: bytes) -> bytes:
    """A letter with its end, and with a dot more before lines that would look like it (RFC 5321, 4.5.2)."""
    lines = content.replace(b"\r\n.", b"\r\n..")
    if lines.startswith(b"."):
        lines = b"." + lines
    return lines + (b"" if lines.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _said(code: int, answer: bytes | str) -> str:
    """A server's answer as it may be repeated."""
    text = answer if isinstance(answer, str) else answer.decode("utf-8", "replace")
    words = " ".join(clean_line(text).split())[:_LONGEST_ANSWER]
    return f"{code} {words}".strip()
