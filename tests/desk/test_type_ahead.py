"""Keys typed faster than screens open reach the screen that they are meant for."""

import asyncio

import pytest
from textual.app import App, ComposeResult
from textual.events import Event, Key, Paste
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from cartui.screens.desk import type_ahead
from cartui.screens.desk.type_ahead import TypeAhead
from tests.waiting import until


class Field(ModalScreen[str]):
    """A dialog with one field."""

    BINDINGS = [("escape", "leave", "Leave")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        yield Input()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)

    def action_leave(self) -> None:
        self.dismiss("")


class Desk(App[None]):
    """Opens a dialog at once with ``n``, and after a slow answer with ``s``."""

    BINDINGS = [("n", "ask", "Ask"), ("s", "ask_slowly", "Ask slowly"), ("P", "count", "Count")]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self.type_ahead = TypeAhead(self, super().on_event)
        self.answers: list[str] = []
        self.counted = 0

    async def on_event(self, event: Event) -> None:
        if isinstance(event, (Key, Paste)) and not event.is_forwarded:
            self.type_ahead.add(event)
        else:
            await super().on_event(event)

    def compose(self) -> ComposeResult:
        yield Static("home")

    def action_ask(self) -> None:
        self.push_screen(Field(), self.answered)

    def answered(self, answer: str | None) -> None:
        self.answers.append(answer or "")

    def action_ask_slowly(self) -> None:
        hold = self.type_ahead.hold()

        async def ask() -> None:
            with hold:
                await asyncio.sleep(0.1)
                self.action_ask()

        self.run_worker(ask())

    def action_count(self) -> None:
        self.counted += 1


async def type_all(app: Desk, *keys: str) -> None:
    """Give the keys to the app as a terminal does, all in one go, and wait until they are handled."""
    assert app._driver is not None
    for key in keys:
        app._driver.send_message(Key(key, key if len(key) == 1 else None))
    await asyncio.sleep(0.01)
    await until(lambda: app.type_ahead.idle)


async def test_text_typed_behind_the_key_that_opens_a_field_stands_in_the_field() -> None:
    app = Desk()
    async with app.run_test():
        await type_all(app, "n", *"hello", "enter", "n", *"world", "enter")
        assert app.answers == ["hello", "world"]


async def test_a_key_behind_escape_belongs_to_the_screen_below() -> None:
    app = Desk()
    async with app.run_test():
        await type_all(app, "n", *"abc", "escape", "P", "P")
        assert (app.answers, app.counted) == ([""], 2)


async def test_keys_wait_for_a_screen_that_opens_only_when_the_backend_has_answered() -> None:
    app = Desk()
    async with app.run_test():
        await type_all(app, "s", *"hello", "enter", "P")
        assert (app.answers, app.counted) == (["hello"], 1)


async def test_keys_before_a_surprise_are_forgotten() -> None:
    app = Desk()
    async with app.run_test():
        hold = app.type_ahead.hold()
        assert app._driver is not None
        for key in "PPP":
            app._driver.send_message(Key(key, key))
        await asyncio.sleep(0.05)
        app.type_ahead.forget()
        hold.release()
        await type_all(app)
        assert app.counted <= 1  # the one that was given out before the hold is not taken back


async def test_a_hold_that_nobody_releases_does_not_hold_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type_ahead, "LONGEST_HOLD", 0.05)
    app = Desk()
    async with app.run_test():
        app.type_ahead.hold()
        await type_all(app, "P", "P")
        assert app.counted == 2


async def test_a_fault_while_a_key_is_given_out_stops_the_app() -> None:
    async def fail(_event: Event) -> None:
        raise ValueError("broken")

    app = Desk()
    app.type_ahead = TypeAhead(app, fail)
    with pytest.raises(ValueError, match="broken"):
        async with app.run_test():
            await type_all(app, "P")
