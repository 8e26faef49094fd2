"""Colours and attributes: the shortest way from some to others leads there."""

import re

from hypothesis import given
from hypothesis import strategies as st

from cartui.terminal.pens import NORMAL, Pen, blank_from, change, for_blanks, with_sgr

COLOURS = st.sampled_from(["", "31", "97", "38;5;116", "38;2;1;2;3"])
GROUNDS = st.sampled_from(["", "41", "107", "48;5;16", "48;2;9;9;9"])
ATTRIBUTES = st.frozensets(st.sampled_from(["1", "2", "3", "4", "5", "7", "9", "53"]), max_size=4)
LINKS = st.sampled_from(["", "\x1b]8;id=1;https://example.com\x1b\\"])
PENS = st.builds(Pen, COLOURS, GROUNDS, ATTRIBUTES, LINKS)


def after(pen: Pen, sequence: str) -> Pen:
    """The pen of a terminal that was sent this."""
    if (link := re.match(r"\x1b\]8;([^;]*);([^\x1b]*)\x1b\\", sequence)) is not None:
        pen = pen._replace(link=link.group() if link[2] else "")
        sequence = sequence[link.end() :]
    if not sequence:
        return pen
    sgr = re.fullmatch(r"\x1b\[([0-9;]*)m", sequence)
    assert sgr, sequence
    return with_sgr(pen, sgr[1])


@given(PENS, PENS)
def test_the_way_to_a_pen_leads_there(pen: Pen, other: Pen) -> None:
    assert after(pen, change(pen, other)) == other


@given(PENS, PENS)
def test_the_way_is_not_longer_than_beginning_afresh(pen: Pen, other: Pen) -> None:
    afresh = change(pen, NORMAL._replace(link=other.link)) + change(NORMAL, other._replace(link=""))
    assert len(change(pen, other)) <= len(afresh)


@given(PENS)
def test_no_way_leads_from_a_pen_to_itself(pen: Pen) -> None:
    assert change(pen, pen) == ""


@given(PENS, PENS)
def test_a_blank_looks_the_same_with_the_pen_nearest_at_hand(pen: Pen, other: Pen) -> None:
    blank = for_blanks(other)
    assert for_blanks(blank_from(pen, blank)) == blank


def test_what_shows_on_blanks_is_kept() -> None:
    assert for_blanks(Pen("31", "41", frozenset({"1", "7"}))).attributes == {"1", "7"}
    assert for_blanks(Pen("31", "41", frozenset({"1", "3"}))) == Pen("", "41")
