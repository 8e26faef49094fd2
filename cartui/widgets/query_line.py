"""The line in which a list is searched: the text, what may stand in it, how many match, and what is wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import DescendantBlur, Key
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from cartui.model.text import clean_line
from cartui.rules.query.bad_value import cut
from cartui.rules.query.completion import Completion, Offer
from cartui.rules.query.error import QueryError
from cartui.widgets.query_field import QueryField
from cartui.widgets.query_offers import QueryOffers

SETTLE = 0.12
"""Seconds without a key after which what was typed so far is searched for."""

SETTLE_KEY = 0.6
"""The same behind what may become a key: nobody who types ``market:`` wants to see what ``mar`` finds."""

_SIDES: Final = 6
"""Cells beside the offers that are not theirs."""

_CHANGING: Final = frozenset(
    {"backspace", "delete", "ctrl+w", "ctrl+u", "ctrl+k", "ctrl+backspace", "ctrl+delete"}
)
"""Keys that change the text, as letters do."""

Completer = Callable[[str, int, bool], Completion]
"""What may stand in a text at a place; the third argument says that it was asked for by a key."""


class QueryLine(Vertical):
    """A field with a slash before it, under it what may stand there, or the message about a bad token.

    ``tab`` takes the first offer, or the one chosen with ``down`` and ``up``, as ``enter`` does; ``escape``
    puts the offers away. With none chosen, ``enter`` goes on to the list.
    """

    DEFAULT_CSS = """
    QueryLine { height: auto; dock: top; margin-top: 1; }
    QueryLine > Horizontal { height: 1; padding: 0 1; }
    QueryLine #slash { width: 2; color: $accent; text-style: bold; }
    QueryLine #matches { width: auto; min-width: 10; text-align: right; padding-left: 1; color: $text-muted; }
    QueryLine #trouble { height: auto; padding: 0 1 0 3; color: $text-error; display: none; }
    """

    @dataclass
    class Changed(Message):
        """Nobody has typed for a moment: this is what to search for."""

        text: str

    @dataclass
    class Left(Message):
        """Enter was pressed: on to the list. ``text`` is to be searched for at once."""

        text: str

    @dataclass
    class Wanted(Message):
        """Values of this key that begin like that may be offered, if anybody knows them."""

        key: str
        prefix: str

    completer: Completer | None = None
    """Says what may stand in the line; ``None``: nothing is offered."""

    def __init__(self, placeholder: str, *, id: str | None = None) -> None:  # noqa: A002
        """Show ``placeholder`` while it is empty."""
        super().__init__(id=id)
        self._placeholder = placeholder
        self._settling: Timer | None = None
        self._told = ""
        self._matches = ""
        """How many match what is listed, in words."""
        self._mistake: QueryError | None = None
        """What is wrong with the text, until it makes sense."""
        self._is_held_back = False
        """Whether nothing is said of that yet, since it may only lack its end."""
        self._shown: Completion | None = None
        self._chosen: int | None = None
        self._is_asked = False
        """Whether a key asked for what is shown."""
        self._is_done = False
        """Whether enter was pressed behind what is in the field."""
        self._closed_at: tuple[str, int] | None = None
        """The text and the cursor at which the offers were put away by hand."""
        self._blank: str | None = None
        """The text with the blank at its end that came with an offer; a comma takes its place."""

    def compose(self) -> ComposeResult:
        """The slash, the field, the number, the message, and the offers over what is below."""
        with Horizontal():
            yield Static(Content("/"), id="slash")
            yield QueryField(self._placeholder, self._pressed)
            yield Static(Content(""), id="matches")
        yield Static(Content(""), id="trouble")
        yield QueryOffers()

    @property
    def field(self) -> QueryField:
        """The field itself."""
        return self.query_one(QueryField)

    @property
    def text(self) -> str:
        """What is in the field, clean."""
        return clean_line(self.field.value)

    @property
    def has_trouble(self) -> bool:
        """Whether something is wrong with it."""
        return bool(self.query_one("#trouble").display)

    @property
    def is_unfinished(self) -> bool:
        """Whether its last term is half typed, so that nothing is said of it yet."""
        return self._mistake is not None and self._is_held_back

    @property
    def is_mistaken(self) -> bool:
        """Whether the text makes no sense, so that what is listed is something else."""
        return self._mistake is not None

    def begin(self) -> None:
        """Go into the field, to type on behind what is there and not in its last word."""
        self.field.begin_word()
        self.field.focus()

    def put(self, text: str) -> None:
        """Put this into the field, as already searched for."""
        self._settle()
        self._told = text
        self._put_away()
        self.field.put(text)

    # --- what is said of it ----------------------------------------------------------------------

    def show_matches(self, text: str) -> None:
        """Say how many match what is listed: nothing beside a mistake, and what of the text is left out."""
        self._matches = text
        self.forget_trouble()

    def forget_matches(self) -> None:
        """Another query is being asked: how many matched the one before is no answer to it."""
        self._matches = ""
        self._draw_matches()

    def _draw_matches(self) -> None:
        """Write it where there is no message; a term that is half typed is left out so far, and named."""
        text = "" if self.has_trouble else self._matches
        if text and self._mistake is not None:
            text = f"{text} without {cut(self.text[self._mistake.begins :])}"
        self.query_one("#matches", Static).update(Content(text))

    def show_trouble(self, message: str) -> None:
        """Say why the backend does not list what was asked for."""
        self._say(message)

    def point_at(self, error: QueryError) -> None:
        """Say what is wrong with the query, but not while it may only lack the letters typed next."""
        at_end = self.field.cursor_position >= error.end
        self._mistake = error
        self._is_held_back = error.unfinished and at_end and self.field.has_focus and not self._is_done
        self.forget_trouble()

    def understood(self) -> None:
        """The text makes sense: what was wrong with it is over."""
        self._mistake, self._is_held_back = None, False
        self.forget_trouble()

    def forget_trouble(self) -> None:
        """Take away what was said of the backend; a mistake in the text stays until that is another."""
        error = self._mistake
        if error is None or self._is_held_back:
            self.field.bad = None
            self.query_one("#trouble", Static).display = False
            self._draw_matches()
        else:
            self.field.bad = (error.start, error.end)
            self._say(error.message)

    def _say(self, message: str) -> None:
        """Show a message in place of how many match."""
        trouble = self.query_one("#trouble", Static)
        trouble.update(Content(f"✗ {message}"))
        trouble.display = True
        self._draw_matches()

    @on(DescendantBlur)
    def _went_elsewhere(self) -> None:
        """Nobody types any more: what was held back is a mistake now, and nothing is offered."""
        self._put_away()
        self.field.end_word()
        if self._is_held_back:
            self._is_held_back = False
            self.forget_trouble()

    # --- typing ------------------------------------------------------------------------------------

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        """Show what may stand there now, and wait for the typing to pause."""
        event.stop()
        self._settle()
        self._is_done = False
        if not self.field.take_typed():
            return
        if self.field.has_focus and self.completer is not None:
            self._offer(asked=False)
            if self._shown is not None and (wanted := self._shown.wanted) is not None:
                self.post_message(self.Wanted(wanted.key, wanted.prefix))
        if self.text != self._told:
            self._settling = self.set_timer(SETTLE_KEY if self._may_become_key else SETTLE, self._tell)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        """Enter: no more waiting."""
        event.stop()
        self._settle()
        self._put_away()
        self._is_done = True
        self._told = self.text
        self.post_message(self.Left(self.text))

    def _tell(self) -> None:
        """The typing paused."""
        self._told = self.text
        self.post_message(self.Changed(self.text))

    def _settle(self) -> None:
        """Stop waiting."""
        if self._settling is not None:
            self._settling.stop()
            self._settling = None

    # --- what may stand there ------------------------------------------------------------------------

    def offer_again(self) -> None:
        """More is known by now of what may stand there: show that, unless it was put away."""
        if self._shown is not None and self.field.has_focus:
            self._offer(asked=self._is_asked, chosen=self._chosen)

    def _pressed(self, event: Key) -> bool:
        """Whether a key is one of the offers'; all others put them away, unless they change the text."""
        if event.character == " " and self.field.is_only_begun:
            return True  # the blank is there
        if self.completer is None:
            return False
        does = {
            "tab": self._take_or_ask,
            "right": self._take_at_end,
            "enter": self._take_chosen,
            "down": self._choose_next,
            "up": self._choose_before,
            "escape": self._close,
        }.get(event.key)
        if does is not None and does():
            return True
        if event.character == ",":
            self._drop_blank()
        elif not event.is_printable and event.key not in _CHANGING:
            self._put_away()
        return False

    @on(QueryOffers.Clicked)
    def _clicked(self, event: QueryOffers.Clicked) -> None:
        """Take what was clicked."""
        event.stop()
        if self._shown is not None and event.index < len(self._shown.offers):
            self._take(event.index)

    @property
    def _offers(self) -> tuple[Offer, ...]:
        """What is offered just now."""
        return () if self._shown is None else self._shown.offers

    def _offer(self, *, asked: bool, chosen: int | None = None) -> None:
        """Show what may stand at the cursor now."""
        if self.completer is None:
            return
        self._is_asked = asked
        self._shown = self.completer(self.field.value, self.field.cursor_position, asked)
        self._chosen = chosen if chosen is not None and chosen < len(self._shown.offers) else None
        self._closed_at = None
        self._draw()

    @property
    def _may_become_key(self) -> bool:
        """Whether the word at the cursor is the beginning of a key."""
        if self._shown is None or not self._shown.is_begun:
            return False
        typed = self.field.value[self._shown.start : self._shown.end]
        return ":" not in typed and any(not offer.ends_term for offer in self._shown.offers)

    def _draw(self) -> None:
        """Draw the offers as they are."""
        if self._shown is not None:
            self.query_one(QueryOffers).show(self._shown, self._chosen, self.size.width - _SIDES)

    def _put_away(self) -> None:
        """Offer nothing."""
        self._shown = self._chosen = None
        self.query_one(QueryOffers).hide()

    def _close(self) -> bool:
        """Put the offers away, and keep them away until something else is typed."""
        if not self._offers:
            return False
        self._closed_at = self._here
        self._put_away()
        return True

    @property
    def _here(self) -> tuple[str, int]:
        """The text with the place of the cursor."""
        return self.field.value, self.field.cursor_position

    def _take_or_ask(self) -> bool:
        """Take an offer. Where nothing of one was typed yet, show what there is, then choose among it."""
        if self._chosen is None and self._closed_at != self._here and not self._is_asked:
            # A fast typist's letters may not have been answered yet.
            self._offer(asked=False)
        if self._shown is None or not self._shown.offers:
            self._offer(asked=True)
        elif self._shown.is_begun:
            self._take(self._chosen or 0)
        else:
            self._choose_next()
        return True

    def _take_at_end(self) -> bool:
        """At the end of the line, going on to the right takes the offer that continues it."""
        if not self._offers or not self.field.cursor_at_end or self._shown is None:
            return False
        if self._chosen is None and not self._shown.is_begun:
            return False
        self._take(self._chosen or 0)
        return True

    def _take_chosen(self) -> bool:
        """Take the offer that was chosen; with none, the key is not one of the offers."""
        if self._chosen is None:
            return False
        self._take(self._chosen)
        return True

    def _choose_next(self) -> bool:
        """Choose the first offer, or the one below; from the last one, none."""
        if not self._offers:
            return False
        after = 0 if self._chosen is None else self._chosen + 1
        self._chosen = after if after < len(self._offers) else None
        self._draw()
        return True

    def _choose_before(self) -> bool:
        """Choose the offer above; from the first one, none."""
        if self._chosen is None:
            return False
        self._chosen = self._chosen - 1 if self._chosen else None
        self._draw()
        return True

    def _take(self, index: int) -> None:
        """Put an offer into the line; behind a whole term at its end comes a blank."""
        if self._shown is None:
            return
        offer, value = self._shown.offers[index], self.field.value
        before, after = value[: self._shown.start] + offer.text, value[self._shown.end :]
        blank = " " if offer.ends_term and not after else ""
        self._put_away()
        self._is_asked = False
        self.field.value = before + blank + after
        self.field.cursor_position = len(before + blank)
        self._blank = self.field.value if blank else None

    def _drop_blank(self) -> None:
        """A comma behind the blank that came with an offer takes its place: there is another value."""
        if self.field.value == self._blank and self.field.cursor_at_end:
            self.field.value = self._blank[:-1]
            self.field.action_end()
        self._blank = None
