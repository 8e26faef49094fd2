"""The message to the customer of a cart: read, changed if need be, and sent by mail or copied."""

import asyncio
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from pydantic import ValidationError
from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Static, TextArea

from cartui.client.protocol import ClientError, Outbox
from cartui.commands.command import CommandClass
from cartui.commands.messages import MESSAGE, CopyMessage, SendMessage
from cartui.model.message import (
    Attachment,
    MessageDraft,
    MessageKind,
    MessageState,
    NewMessage,
    OutboxMessage,
)
from cartui.model.template import LINK
from cartui.rules.messages import wants_link
from cartui.rules.phones import show_phone
from cartui.screens.desk.intention import Intention
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.dialogs.dialog import LONG, Dialog, Words
from cartui.widgets.clean_input import CleanArea, CleanInput

NO_MAIL: Final = "no mail server is set up, so messages can only be copied"
"""Why a message cannot be sent from here."""

_FORM: Final = "message"
"""The form under which a message is kept that somebody began to change."""

_FORMS: Final = {Attachment.TEXT: "text", Attachment.PDF: "a PDF"}

_FIELDS: Final = ("to", "subject", "text")

_LOOKS: Final = (0.1, 0.2, 0.4, 0.8, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0)
"""Seconds between two looks at what becomes of a message; whoever has not heard by then finds it in the
cart's history."""


class MessageDialog(Dialog[None]):
    """A message about one cart, as the shop would write it. It stands on its button: enter sends it.

    Where no mail server is set up, or the customer has no address, it stands on the other one: enter copies.
    """

    OFFERS = MESSAGE
    DEFAULT_CSS = """
    MessageDialog #box > Horizontal { height: 1; }
    MessageDialog .label { width: 9; color: $text-muted; }
    MessageDialog #box Input { width: 1fr; }
    MessageDialog #phone { width: auto; padding-left: 2; }
    MessageDialog TextArea { height: 12; border: none; padding: 0; margin-top: 1; background: $boost; }
    MessageDialog #answers { align-horizontal: right; margin-top: 1; }
    MessageDialog Button { margin-left: 2; }
    """

    def __init__(self, cart_ref: str, kind: MessageKind = MessageKind.REOPEN_BROWSER) -> None:
        """Write about that cart, by its id or number; it is read once the dialog stands."""
        super().__init__()
        self._cart_ref = cart_ref
        self._kind = kind
        self._form = _FORM if kind is MessageKind.REOPEN_BROWSER else f"{_FORM} {kind.value}"
        self._draft: MessageDraft | None = None
        self._intention = Intention()
        self._sending = False
        self._queued: OutboxMessage | None = None

    def heading(self) -> str:
        """What it is about."""
        return f"message to the customer of {self._draft.cart if self._draft else self._cart_ref}"

    def inside(self) -> Iterable[Widget]:
        """To whom, what, and what can be done with it."""
        yield Horizontal(
            Static(Content("To"), classes="label"),
            CleanInput(select_on_focus=False),
            Static(id="phone"),
            id="to",
        )
        yield Horizontal(
            Static(Content("Subject"), classes="label"), CleanInput(select_on_focus=False), id="subject"
        )
        yield CleanArea("")
        copy = Button(Content("Copy"), id="copy", compact=True)
        send = Button(Content("Send"), id="send", variant="warning", compact=True, disabled=True)
        for button in (copy, send):
            button.active_effect_duration = 0  # while it lasts, a second press would be passed over
        yield Horizontal(copy, send, id="answers")

    def when_open(self) -> None:
        """Read what the shop would write."""
        self.told.say("Reading the message…")
        self.read(self._load(), group="draft", hold=self.desk_app.type_ahead.hold())

    async def _load(self) -> None:
        """Show the message, with what somebody began to change of it."""
        draft = await self.desk.client.outbox.draft(self._cart_ref, self._kind)
        self._draft = draft
        begun = self._drafts.get(self._form)
        shown = {"to": draft.to, "subject": draft.subject, "text": draft.text}
        if isinstance(begun, dict):
            shown |= {name: str(begun[name]) for name in _FIELDS if name in begun}
        self._field("to").value, self._field("subject").value = shown["to"], shown["subject"]
        area = self.query_one(TextArea)
        area.text = shown["text"]
        phone = show_phone(draft.contact.phone)
        self.query_one("#phone", Static).update(Content(f"☎ {phone}" if phone else ""))
        self.query_one("#box").border_title = Content(self.heading())
        reason = self.why_not(SendMessage)
        self._button("send").disabled = reason is not None
        self.told.say(self._about_sending(reason))
        self._button("copy" if reason or not draft.to else "send").focus()
        self.refresh_hints()

    def _about_sending(self, reason: str | None) -> str:
        """Why it cannot be sent, and what can be done instead."""
        draft = self._draft
        phone = show_phone(draft.contact.phone) if draft else ""
        instead = f"Copy it, or call {phone}." if phone else "Copy it."
        if reason is not None:
            return f"{reason[:1].upper()}{reason[1:].rstrip('.')}. {instead}"
        if draft is not None and not draft.to:
            return f"There is no email address of this customer. {instead}"
        return " ".join(self._what_goes_along())

    def _what_goes_along(self) -> Iterator[str]:
        """What is made of the cart when the message is sent."""
        if self._goes_along is not Attachment.NONE:
            yield f"The document goes with it as {_FORMS[self._goes_along]}."
        if self._draft is not None and wants_link(self._kind, self._draft.text):
            yield f"{LINK} becomes a link when it is sent."

    def why_not(self, command: CommandClass) -> str | None:
        """Nothing is sent without a mail server, nor before it is read."""
        if command in {SendMessage, CopyMessage} and self._draft is None:
            return "the message is not read yet"
        if command is SendMessage and not self.desk.client.capabilities.mail:
            return NO_MAIL
        return super().why_not(command)

    def footer_word(self, command: CommandClass) -> str:
        """Letters are text while one writes."""
        writes = isinstance(self.focused, (Input, TextArea))
        return "" if command is CopyMessage and writes else super().footer_word(command)

    def on_descendant_focus(self) -> None:
        """What a letter means depends on where one stands."""
        self.refresh_hints()

    @property
    def _drafts(self) -> dict[str, object]:
        """What is half typed about this cart."""
        if self._draft is None:
            return {}
        return self.desk.half_typed.of_cart(self._draft.cart_id, self._draft.cart)

    def _field(self, name: str) -> Input:
        """The field for the address, or for the subject."""
        return self.query_one(f"#{name} Input", Input)

    def _button(self, name: str) -> Button:
        """One of the buttons."""
        return self.query_one(f"#{name}", Button)

    @property
    def _goes_along(self) -> Attachment:
        """What goes with it: what the shop would send."""
        return self._draft.attach if self._draft else Attachment.NONE

    def _typed(self) -> dict[str, str]:
        """The message as it stands here."""
        text = self.query_one(TextArea).text
        return {"to": self._field("to").value, "subject": self._field("subject").value, "text": text}

    def keep_draft(self) -> None:
        """Keep a message that was changed and not sent."""
        draft = self._draft
        if draft is None or not self.query(TextArea):
            return
        typed = self._typed()
        if self._queued is None and any(typed[name] != getattr(draft, name) for name in _FIELDS):
            self._drafts[self._form] = typed
        else:
            self._drafts.pop(self._form, None)

    @on(TextArea.Changed)
    def written(self) -> None:
        """Something was written."""
        self.desk_app.typed()

    # --- copying and sending -------------------------------------------------------------------------

    @on(Button.Pressed)
    async def pressed(self, event: Button.Pressed) -> None:
        """A button was pressed."""
        event.stop()
        await self.do(SendMessage if event.button.id == "send" else CopyMessage)

    def action_copy_message(self) -> None:
        """Put it into the clipboard of the agent's own terminal."""
        typed = self._typed()
        try:
            self.app.copy_to_clipboard(f"{typed['subject']}\n\n{typed['text']}")
        except ValueError as error:
            self.told.say(f"It was not copied: {error}.", wrong=True)
        else:
            self.told.say("The message is copied.")

    def action_send_message(self) -> None:
        """Send it; once it is on its way, enter leaves."""
        if self._queued is not None:
            self.dismiss(None)
            return
        if self._sending:
            self.desk.reach.try_now()
            return
        try:
            message = NewMessage.model_validate(
                {"kind": self._kind, **self._typed(), "attach": self._goes_along}
            )
        except ValidationError as error:
            self.told.say(" ".join(_wrong(error)), wrong=True)
            return
        self._sending = True
        self.told.say("Sending…")
        hold = self.desk_app.type_ahead.hold()
        self.write(self._send(message, hold), hold=hold)

    async def _send(self, message: NewMessage, hold: Hold) -> None:
        """Queue it once, then say what becomes of it, here or wherever the agent is by then."""
        assert self._draft is not None  # noqa: S101 - what cannot be shown cannot be sent
        cart, outbox = self._draft.cart_id, self.desk.client.outbox
        key = self._intention.key_for(message)
        try:
            send = partial(outbox.send, cart, message, key=key)
            queued = await self.answer_to(send, self._words(), hold=hold)
        except ClientError:
            self.desk_app.type_ahead.forget()
            raise
        finally:
            self._sending = False
        self._queued = queued
        self._drafts.pop(self._form, None)
        hold.release()
        self._say(queued)
        self._say(await followed(outbox, queued), at_its_end=True)

    def _words(self) -> Words:
        """What is said while no answer comes."""
        number = self._draft.cart if self._draft else self._cart_ref
        return Words(
            open=f"{number}: not known yet whether your message to the customer is on its way.",
            not_known="Not known yet whether it is on its way",
            once="it is sent once",
            then="you are told what came of it",
        )

    def _say(self, message: OutboxMessage, *, at_its_end: bool = False) -> None:
        """Say what became of it so far."""
        said, wrong = outcome_of(message)
        if self.is_current and self.query(Button):
            self.told.say(said, wrong=wrong)
            send = self._button("send")
            send.label = Content("Done")
            send.focus()
            self.refresh_hints()
        elif at_its_end:
            self.app.notify(
                f"{message.cart}: {said}",
                severity="error" if wrong else "information",
                timeout=LONG if wrong else None,
            )


async def followed(outbox: Outbox, message: OutboxMessage) -> OutboxMessage:
    """A message that was just queued, once something came of it, or was looked for it for long enough."""
    for pause in _LOOKS:
        if not message.is_on_its_way or message.error:
            break
        await asyncio.sleep(pause)
        message = await outbox.get(message.id)
    return message


def outcome_of(message: OutboxMessage) -> tuple[str, bool]:
    """What became of a message, in words, and whether that is bad news."""
    match message.state:
        case MessageState.SENT:
            return f"✓ The message was sent to {message.to}.", False
        case MessageState.QUEUED if message.error:
            return f"Not sent yet, it is tried again by itself. {message.error}", True
        case MessageState.QUEUED | MessageState.SENDING:
            return f"The message to {message.to} is being sent…", False
        case MessageState.FAILED:
            return f"The message was not sent. {message.error}", True
        case MessageState.UNKNOWN:
            return f"{message.error} Ask the customer before you send it again.", True
        case MessageState.DROPPED:
            return "The message was dropped, and is not sent.", True


def _wrong(error: ValidationError) -> Iterator[str]:
    """What is missing of a message, or too long in it."""
    names = {"to": "The address", "subject": "The subject", "text": "The text"}
    for each in error.errors(include_url=False, include_input=False):
        name = names.get(str(each["loc"][0]), "The message")
        yield f"{name} is too long." if "long" in each["type"] else f"{name} is missing."
