"""The query line under the fingers of a fast typist: what it offers and takes, and what it says is wrong."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import Button

from cartui.rules.query.cart_query import QueryError, parse_query
from cartui.rules.query.completion import Completion, complete
from cartui.widgets import query_line
from cartui.widgets.query_line import QueryLine

NEVER = 3_600.0
"""Seconds that no test waits."""

KNOWN = {"market": (("BD", "Bangladesh"), ("JP", "Japan")), "tag": (("big spender", ""),)}


@pytest.fixture(autouse=True)
def _nobody_waits_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pauses be short."""
    monkeypatch.setattr(query_line, "SETTLE", 0.03)
    monkeypatch.setattr(query_line, "SETTLE_KEY", 0.03)


class Line(App[None]):
    """A line, something below it to go to, and a list of what was searched for."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self) -> None:
        """Nothing was searched for yet."""
        super().__init__()
        self.searched: list[str] = []
        self.left: list[str] = []
        self.wanted: list[tuple[str, str]] = []
        self.tags: tuple[tuple[str, str], ...] = ()

    def compose(self) -> ComposeResult:
        """The line, and a button."""
        yield QueryLine("words")
        yield Button("below")

    @property
    def line(self) -> QueryLine:
        """The line."""
        return self.query_one(QueryLine)

    def on_mount(self) -> None:
        """Offer what there is, and begin to type."""
        self.line.completer = self._complete
        self.line.field.focus()

    def _complete(self, text: str, cursor: int, asked: bool) -> Completion:
        """What a screen would say."""
        return complete(text, cursor, known=KNOWN | {"rep": self.tags}, asked=asked)

    @on(QueryLine.Wanted)
    def _values_wanted(self, event: QueryLine.Wanted) -> None:
        """Somebody would ask the backend now."""
        self.wanted.append((event.key, event.prefix))

    @on(QueryLine.Changed)
    def _changed(self, event: QueryLine.Changed) -> None:
        """Search, or say what is wrong."""
        self._search(event.text)

    @on(QueryLine.Left)
    def _line_left(self, event: QueryLine.Left) -> None:
        """The same, and on."""
        self.left.append(event.text)
        self._search(event.text)

    def _search(self, text: str) -> None:
        """As a list does."""
        try:
            parse_query(text)
        except QueryError as error:
            self.line.point_at(error)
        else:
            self.line.understood()
            self.line.show_matches("1 match")
            self.searched.append(text)


class Typist:
    """Somebody who types."""

    def __init__(self, app: Line, pilot: Pilot[None]) -> None:
        """Sit down."""
        self.app = app
        self.pilot = pilot

    def send(self, *keys: str) -> None:
        """Press keys, all at once."""
        driver = self.app._driver
        assert driver is not None
        for key in keys:
            letter = key if len(key) == 1 else None
            driver.send_message(Key(_character_to_key(key) if letter else key, letter))

    async def press(self, *keys: str) -> None:
        """Press keys, all at once, and wait until they have been answered."""
        self.send(*keys)
        await self.pilot.pause()
        await self.pilot.pause(0.02)

    async def write(self, text: str) -> None:
        """Type, and look up."""
        await self.press(*text)
        await self.pilot.pause(0.08)

    @property
    def text(self) -> str:
        """What is in the field."""
        return self.app.line.field.value

    @property
    def lines(self) -> list[str]:
        """What stands on the screen."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    @property
    def offers(self) -> list[str]:
        """The first words of what floats under the line."""
        floating = self.app.line.query_one("QueryOffers")
        if not floating.display:
            return []
        top, left = floating.content_region.y, floating.content_region.x
        return [line[left:].split("  ")[0] for line in self.lines[top : top + floating.content_region.height]]

    @property
    def trouble(self) -> str:
        """The message, if there is one."""
        return " ".join(line.strip() for line in self.lines[2:4]) if self.app.line.has_trouble else ""


@asynccontextmanager
async def typing(size: tuple[int, int] = (80, 24)) -> AsyncIterator[Typist]:
    """Stand in the line."""
    app = Line()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Typist(app, pilot)


async def test_tab_takes_the_first_key_then_the_first_value_and_a_blank_ends_the_term() -> None:
    async with typing() as at:
        await at.write("ma")
        assert at.offers == ["market:"]
        await at.press("tab")
        assert at.text == "market:"
        assert at.offers == ["BD", "JP"]
        await at.write("j")
        await at.press("tab")
        assert at.text == "market:JP "
        assert at.offers == []
        await at.write("rahim")
        assert at.app.searched[-1] == "market:JP rahim"


async def test_a_comma_behind_a_value_that_was_taken_goes_on_with_the_next() -> None:
    async with typing() as at:
        await at.press(*"market:j", "tab", *",b", "tab")
        assert at.text == "market:JP,BD "


async def test_letters_and_tab_in_one_go_are_as_good_as_slow_ones() -> None:
    async with typing() as at:
        await at.press(*"sta", "tab", *"lo", "tab", *"ma", "tab", *"ban", "tab")
        assert at.text == "state:locked market:BD "


async def test_enter_goes_on_to_the_list_unless_an_offer_was_chosen() -> None:
    async with typing() as at:
        await at.write("state:")
        await at.press("down", "down", "enter")
        assert (at.text, at.app.left) == ("state:locked ", [])
        await at.write("st")
        assert at.offers == ["state:"]
        await at.press("enter")
        assert at.app.left == ["state:locked st"]
        assert at.offers == []


async def test_going_up_from_the_first_offer_chooses_none() -> None:
    async with typing() as at:
        await at.write("state:o")
        await at.press("down", "up", "enter")
        assert at.app.left == ["state:o"]


async def test_right_takes_the_offer_at_the_end_of_the_line_only() -> None:
    async with typing() as at:
        await at.write("market:j")
        await at.press("right")
        assert at.text == "market:JP "
        await at.press("left", "left", "right")
        assert at.text == "market:JP "


async def test_escape_puts_the_offers_away_until_something_else_is_typed() -> None:
    async with typing() as at:
        await at.write("state:")
        await at.press("escape")
        assert at.offers == []
        await at.press("o")
        assert at.offers == ["open", "ordered"]


async def test_tab_shows_every_key_where_nothing_was_typed_and_then_goes_through_them() -> None:
    async with typing() as at:
        await at.press("tab")
        assert at.offers == ["number:", "customer:", "market:", "channel:", "state:", "1 to 5 of 26"]
        await at.press(*["tab"] * 6)
        assert at.offers == ["customer:", "market:", "channel:", "state:", "lock:", "2 to 6 of 26"]
        await at.press("enter")
        assert at.text == "lock:"


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_at_most_six_rows_float_over_what_is_below_and_none_is_cut_off(size: tuple[int, int]) -> None:
    async with typing(size) as at:
        below = at.app.query_one(Button).region
        await at.press("tab")
        floating = at.app.line.query_one("QueryOffers")
        assert floating.region.height == 6
        assert floating.region.right <= size[0]
        assert at.app.query_one(Button).region == below


async def test_values_of_the_backend_are_wanted_as_one_types_and_shown_when_they_come() -> None:
    async with typing() as at:
        await at.write("rep:1")
        assert at.app.wanted[-1] == ("rep", "1")
        at.app.tags = (("14", ""), ("27", ""))
        at.app.line.offer_again()
        await at.pilot.pause()
        assert at.offers == ["14"]
        await at.press("escape")
        at.app.line.offer_again()
        await at.pilot.pause()
        assert at.offers == []


async def test_what_is_expected_is_said_where_nothing_can_be_offered() -> None:
    async with typing() as at:
        await at.write("total:")
        assert at.offers == ["an amount, such as >1000, 99.50 or 100..200"]
        assert at.trouble == ""
        await at.press("tab", "down")
        assert at.text == "total:"


async def test_a_view_that_is_put_into_the_line_offers_nothing() -> None:
    async with typing() as at:
        at.app.line.put("sta")
        await at.pilot.pause(query_line.SETTLE + 0.05)
        assert at.offers == []
        assert at.app.searched == []


async def test_a_bad_token_is_underlined_and_what_was_expected_is_said() -> None:
    async with typing() as at:
        await at.write("rahim updated:tody x")
        assert "Did you mean today? Expected: <2d, >30m, today" in at.trouble
        assert at.app.line.field.bad == (14, 18)
        strip = at.app.line.field.render_line(0)
        lined = "".join(seg.text for seg in strip if seg.style is not None and seg.style.underline)
        assert lined == "tody"
        await at.press(*["backspace"] * 5)
        await at.write("oday")
        assert at.trouble == ""
        assert at.app.line.field.bad is None


async def test_a_term_that_is_half_typed_is_no_mistake_until_one_goes_on() -> None:
    async with typing() as at:
        await at.write("updated:<2")
        assert at.trouble == ""
        assert "updated:<2" not in at.app.searched
        await at.write(" ")
        assert "is no time" in at.trouble
        await at.press("backspace", "enter")
        assert "is no time" in at.trouble


async def test_whoever_leaves_a_half_typed_term_is_told_of_it() -> None:
    async with typing() as at:
        await at.write("total:>")
        assert at.trouble == ""
        at.app.query_one(Button).focus()
        await at.pilot.pause()
        assert "is not an amount" in at.trouble


async def test_tab_mends_a_key_that_there_is_not() -> None:
    async with typing() as at:
        await at.write("status:open")
        assert "Did you mean state:?" in at.trouble
        assert at.offers == ["state:"]
        await at.press("tab")
        await at.pilot.pause(query_line.SETTLE + 0.05)
        assert at.text == "state:open"
        assert at.trouble == ""


async def test_what_is_typed_is_searched_for_once_the_typing_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_line, "SETTLE", NEVER)
    async with typing() as at:
        await at.write("rahim")
        assert at.app.searched == []
        monkeypatch.setattr(query_line, "SETTLE", 0.03)
        await at.write("a")
        assert at.app.searched == ["rahima"]


async def test_a_word_that_may_become_a_key_is_searched_for_after_a_longer_pause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(query_line, "SETTLE_KEY", NEVER)
    async with typing() as at:
        await at.write("mar")
        assert at.app.searched == []
        await at.write("y")
        assert at.app.searched == ["mary"]


async def test_an_offer_can_be_clicked() -> None:
    async with typing() as at:
        await at.write("state:")
        await at.pilot.click("QueryOffers", offset=(3, 1))
        await at.pilot.pause()
        assert at.text == "state:locked "


async def test_a_mistake_stays_whatever_is_counted_or_read_meanwhile() -> None:
    async with typing() as typist:
        line = typist.app.line
        await typist.write("markt:BD total:>100")
        line.show_matches("1,000 match")
        line.show_trouble("The server cannot be reached.")
        line.forget_trouble()
        assert "markt" in typist.lines[2]
        assert "match" not in typist.lines[1]
        assert line.is_mistaken
        line.field.value = "market:BD"
        await typist.press("end")
        await typist.pilot.pause(0.08)
        assert not line.has_trouble
        assert "1 match" in typist.lines[1]


async def test_a_term_that_is_half_typed_is_named_beside_what_is_listed_without_it() -> None:
    async with typing() as typist:
        line = typist.app.line
        line.show_matches("12 match")
        await typist.write("market:BD state:lock")
        assert "12 match without state:lock" in typist.lines[1]
        assert "✗" not in typist.lines[2]
        line.show_matches("6,470 match")  # the count comes again with every change
        typist.app.query_one(Button).focus()
        await typist.pilot.pause()
        assert "state" in typist.lines[2]
        assert line.has_trouble
        assert "match" not in typist.lines[1]


async def test_one_types_on_behind_what_is_there_and_not_in_its_last_word() -> None:
    async with typing() as typist:
        line = typist.app.line
        line.put("state:locked")
        typist.app.query_one(Button).focus()
        await typist.pilot.pause()
        line.begin()
        await typist.write("rahim")
        assert typist.text == "state:locked rahim"
        line.begin()
        assert typist.text == "state:locked rahim "
