"""Several parts of a table, read as one list."""

from dataclasses import dataclass, field
from operator import itemgetter

from hypothesis import given
from hypothesis import strategies as st

from cartui.store.carts.merging import LONG, read_merged
from cartui.store.lists.reader import FIRST, Found, StartKey

Row = tuple[int | str | bytes, int]


def _order(row: Row) -> tuple[int, int | str | bytes, int]:
    """The order in which SQLite has these: numbers, text, bytes."""
    key, number = row
    return [int, str, bytes].index(type(key)), key, number


@dataclass
class _Part:
    """A part of a table that is read as far as ``bound`` rows."""

    rows: list[Row]
    bound: int
    asked: list[int] = field(default_factory=list)

    def read(self, place: StartKey, limit: int) -> Found:
        self.asked.append(limit)
        at = next((at for at, row in enumerate(self.rows, 1) if row == place.keys), 0)
        rows = self.rows[at : at + min(limit, self.bound)]
        given_up = self.bound < limit and at + self.bound < len(self.rows)
        return Found(rows, rows[-1] if given_up else None, len(rows))


KEYS = st.integers(0, 30) | st.sampled_from(["", "a", "b"]) | st.sampled_from([b"", b"\xff"])


@given(
    owners=st.lists(
        st.tuples(KEYS | st.integers(0, 10_000), st.sampled_from([0, 0, 0, 0, 0, 0, 1, 2])), max_size=60
    ),
    many=st.sampled_from([1, 300]),
    limit=st.integers(1, 40) | st.integers(LONG, LONG + 200),
    bound=st.sampled_from([7, 100, 10_000]),
    descending=st.booleans(),
)
def test_they_give_what_one_table_of_all_their_rows_would(
    owners: list[Row], many: int, limit: int, bound: int, descending: bool
) -> None:
    """As many as were asked for, in order; fewer only where a part was given up: all up to there."""
    owned = [((key, at), part) for at, (key, part) in enumerate(owners * many)]
    parts = [
        _Part(
            sorted((row for row, owner in owned if owner == part), key=_order, reverse=descending),
            bound,
        )
        for part in range(3)
    ]
    found = read_merged(parts, FIRST, limit, itemgetter(0, 1), descending=descending)
    everything = sorted((row for row, _ in owned), key=_order, reverse=descending)
    assert list(found.rows) == everything[: len(found.rows)]
    if found.stop is None:
        assert len(found.rows) == min(limit, len(everything))
    else:
        assert len(found.rows) == [row == found.stop for row in everything].index(True) + 1 < limit


def test_of_a_long_page_hardly_more_is_read_than_it_shows() -> None:
    """A part that has a fifth of the rows is not read for all of them."""
    often, seldom = list(range(10_000)), list(range(0, 10_000, 4))
    parts = [
        _Part([(key, 1) for key in often], 10_000),
        _Part([(key, 2) for key in seldom], 10_000),
    ]
    found = read_merged(parts, FIRST, 1_000, itemgetter(0, 1), descending=False)
    assert len(found.rows) == 1_000
    assert found.examined <= 1_502
    assert len(parts[1].asked) == 1
