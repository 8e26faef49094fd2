"""What of a list is in sight, against a plain list: random keys, changes by others, late pages."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from cartui.widgets.row_window import RowWindow
from cartui.widgets.rows import FIRST, MOST_ROWS, Going, More, PagePlace, RowPage

PAGE = 5
HEIGHT = 4

KEYS = ("down", "up", "page down", "page up", "first", "last")


@dataclass
class Shop:
    """Numbers in order, read by keyset; what was asked for is delivered when the test says so."""

    numbers: list[int]
    versions: dict[int, int] = field(default_factory=dict)
    forwards_only: bool = False
    asked: list[tuple[PagePlace, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.window: RowWindow[tuple[int, int]] = RowWindow(
            lambda row: str(row[0]),
            lambda place, at_least: self.asked.append((place, at_least)),
            version=lambda row: row[1],
            forwards_only=self.forwards_only,
        )
        self.window.resize(HEIGHT)
        self.window.go(FIRST)

    def read(self, place: PagePlace, at_least: int) -> RowPage[tuple[int, int]]:
        """The page at that place, as the shop is now."""
        numbers, size = self.numbers, max(PAGE, at_least)
        start, end = 0, len(numbers)
        if place.going is Going.LAST:
            start = max(0, end - size)
        elif place.going is Going.BEFORE:
            end = bisect_left(numbers, int(place.cursor))
            start = max(0, end - size)
        else:
            if place.going is Going.AFTER:
                start = bisect_right(numbers, int(place.cursor))
            elif place.going is Going.AT:
                start = bisect_left(numbers, int(place.cursor))
            end = min(len(numbers), start + size)
        items = tuple((number, self.versions.get(number, 0)) for number in numbers[start:end])
        has_before = bool(start and items) and not self.forwards_only
        before = PagePlace(Going.BEFORE, str(items[0][0])) if has_before else None
        after = PagePlace(Going.AFTER, str(items[-1][0])) if end < len(numbers) and items else None
        return RowPage(items, place, before, after)

    def deliver(self) -> None:
        """Let everything come that is asked for, until nothing more is."""
        for _ in range(10_000):
            if not self.asked:
                return
            self.window.show(self.read(*self.asked.pop()))
            self.window.show(RowPage(((-1, 0),), PagePlace(Going.AFTER, "late"), None, None))
        raise AssertionError("it asks for ever")

    def press(self, key: str) -> None:
        """Press a key."""
        window = self.window
        steps = {"down": 1, "up": -1, "page down": HEIGHT, "page up": -HEIGHT}
        if key == "first":
            window.move_first()
        elif key == "last":
            window.move_last()
        else:
            window.move(steps[key])

    @property
    def here(self) -> int | None:
        """The number at the cursor."""
        return None if self.window.current is None else self.window.current[0]

    def check(self) -> None:
        """The cursor is in sight, and what is in sight is a part of the list without gaps."""
        window = self.window
        held = [row[0] for row in window.rows]
        assert len(held) == len(set(held)) <= MOST_ROWS + 8 * PAGE
        assert 0 <= window.top <= window.cursor < max(1, window.top + HEIGHT)
        if held:
            held = held[window.top :] if self.forwards_only else held
            start = self.numbers.index(held[0])
            assert held == self.numbers[start : start + len(held)]
            assert len(window.rows) - window.top >= min(HEIGHT, len(self.numbers))


def walked(at: int, key: str, count: int) -> int:
    """Where a key leads in a plain list."""
    steps = {"down": 1, "up": -1, "page down": HEIGHT, "page up": -HEIGHT, "first": -count, "last": count}
    return min(max(at + steps[key], 0), count - 1)


@given(st.integers(1, 60), st.lists(st.tuples(st.sampled_from(KEYS), st.booleans())))
def test_keys_lead_where_they_lead_in_a_plain_list_however_late_pages_are(
    count: int, presses: list[tuple[str, bool]]
) -> None:
    shop = Shop(list(range(count)))
    shop.deliver()
    at = 0
    for key, comes in presses:
        shop.press(key)
        at = walked(at, key, count)
        if comes:
            shop.deliver()
            assert shop.here == at
            shop.check()
    shop.deliver()
    assert shop.here == at


CHANGES = ("insert", "remove", "change", "reload", *KEYS)


@given(
    st.lists(st.integers(0, 400), min_size=1, max_size=60, unique=True),
    st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 400)), max_size=60),
    st.booleans(),
)
def test_the_cursor_stays_on_its_row_whatever_others_do_or_goes_to_the_one_in_its_place(
    numbers: list[int], steps: list[tuple[str, int]], forwards_only: bool
) -> None:
    shop = Shop(sorted(numbers), forwards_only=forwards_only)
    shop.deliver()
    for step, number in steps:
        here = shop.here
        if step in KEYS:
            shop.press(step)
            shop.deliver()
            continue
        if step == "insert" and number not in shop.numbers:
            shop.numbers.insert(bisect_left(shop.numbers, number), number)
        elif step == "remove" and number in shop.numbers:
            shop.numbers.remove(number)
        elif step == "change":
            shop.versions[number] = shop.versions.get(number, 0) + 1
        shop.window.reload()
        shop.deliver()
        if not shop.numbers:
            assert shop.here is None
        elif here in shop.numbers:
            assert shop.here == here
        elif here is not None:
            later = [other for other in shop.numbers if other > here]
            assert shop.here == (later[0] if later else shop.numbers[-1])
        shop.check()


@given(st.integers(1, 60), st.lists(st.sampled_from(KEYS), max_size=8), st.data())
def test_what_is_in_sight_keeps_its_lines_while_others_change_it_elsewhere(
    count: int, presses: list[str], data: st.DataObject
) -> None:
    shop = Shop(list(range(0, 10 * count, 10)))
    shop.deliver()
    for key in presses:
        shop.press(key)
        shop.deliver()
    window = shop.window
    seen = [row[0] for row in list(window.rows)[window.top : window.top + HEIGHT]]
    above = data.draw(st.lists(st.integers(-5, max(-5, seen[0] - 1)), unique=True, max_size=9))
    below = data.draw(st.lists(st.integers(seen[-1] + 1, seen[-1] + 500), unique=True, max_size=9))
    at_start = seen[0] == 0
    shop.numbers = sorted({*shop.numbers, *below, *(() if at_start else above)})
    window.reload()
    shop.deliver()
    now = [row[0] for row in list(window.rows)[window.top : window.top + HEIGHT]]
    assert now[: len(seen)] == seen


@given(st.sets(st.integers(0, 19)), st.sets(st.integers(0, 19)), st.sets(st.integers(0, 19)))
def test_only_what_was_changed_or_came_in_is_told(old: set[int], changed: set[int], new: set[int]) -> None:
    shop = Shop(sorted(old))
    shop.window.resize(20)
    shop.deliver()
    shop.numbers = sorted(old | new)
    shop.versions = dict.fromkeys(changed, 1)
    shop.window.reload()
    told = shop.window.show(shop.read(*shop.asked[-1]))
    assert told == frozenset(str(number) for number in (changed & old) | (new - old))


def test_rows_that_are_only_read_further_are_no_changes() -> None:
    shop = Shop(list(range(100)))
    shop.window.show(shop.read(*shop.asked.pop()))
    shop.asked.clear()
    shop.window.reload()
    assert shop.window.show(shop.read(*shop.asked.pop())) == frozenset()
    assert len(list(shop.window.rows)) > PAGE


def test_a_row_that_is_gone_to_by_name_has_its_neighbours_on_both_sides() -> None:
    shop = Shop(list(range(100)))
    shop.deliver()
    shop.window.go(PagePlace(Going.AT, "50"))
    shop.deliver()
    assert shop.here == 50
    shop.press("up")
    shop.deliver()
    assert shop.here == 49
    shop.press("page down")
    shop.deliver()
    assert shop.here == 53
    shop.check()


def page(place: PagePlace, *numbers: int, after: PagePlace | None = None) -> RowPage[tuple[int, int]]:
    """A page of a long search."""
    return RowPage(tuple((number, 0) for number in numbers), place, None, after)


def test_a_search_that_was_given_up_goes_on_when_asked_and_not_before() -> None:
    shop = Shop([])
    window = shop.window
    further = PagePlace(Going.AFTER, "a", searched=50_000)
    window.show(page(FIRST, 1, after=further))
    shop.asked.clear()
    window.move(1)
    assert window.is_at_more
    assert window.current_key is None
    assert not shop.asked
    window.search_on()
    assert [place for place, _ in shop.asked] == [further]
    assert window.searching == further
    window.show(page(further, 2, after=PagePlace(Going.AFTER, "b", searched=100_000)))
    assert shop.here == 2
    assert window.rows[2] == More(PagePlace(Going.AFTER, "b", searched=100_000))


def test_what_was_searched_is_searched_again_where_others_changed_something() -> None:
    shop = Shop([])
    window = shop.window
    first, second = (
        PagePlace(Going.AFTER, name, searched=at) for name, at in (("a", 50_000), ("b", 100_000))
    )
    window.show(page(FIRST, after=first))
    window.search_on()
    window.show(page(first, after=second))
    shop.asked.clear()
    window.reload()
    window.show(page(FIRST, after=first))
    assert shop.asked[-1][0] == first
    window.show(page(first, 7, after=second))
    assert shop.asked[-1][0] == first
    assert [row[0] for row in window.rows] == [7]
