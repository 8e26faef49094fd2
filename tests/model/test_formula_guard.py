"""What keeps a spreadsheet from computing is put before a text, and taken off again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.model.formula_guard import guarded, unguarded
from cartui.model.tag_list import read_tags, tags_text
from tests.hostile import HOSTILE

SIGNS = st.text(alphabet="'=+-@ ＝a1", max_size=8)


@given(st.text() | SIGNS | st.sampled_from(HOSTILE))
def test_what_is_guarded_is_read_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).lstrip(" ").startswith(tuple("=+-@＝＋－＠"))


@pytest.mark.parametrize("text", ["'tis", "'", "it's", "", "''quoted''", "1-2"])
def test_what_nobody_computes_stays_as_it_is(text: str) -> None:
    assert guarded(text) == unguarded(text) == text


@given(st.lists(st.text(min_size=1, alphabet='ab, "=').map(str.strip).filter(bool)))
def test_tags_come_back_whatever_is_in_them(tags: list[str]) -> None:
    assert read_tags(tags_text(tags)) == tuple(tags)
