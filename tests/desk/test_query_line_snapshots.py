"""How the query line looks. After a change that is meant: pytest with --snapshot-update, and look at them."""

import pytest

from tests.desk.test_query_line import Line

SIZES = [(80, 24), (120, 40)]


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize(
    "keys",
    [
        (*"rahim state:",),
        (*"rahim updated:tody -tag:vip",),
    ],
    ids=["values", "bad-token"],
)
def test_the_picture_is_the_one_that_was_agreed_on(
    snap_compare: object, keys: tuple[str, ...], size: tuple[int, int]
) -> None:
    assert callable(snap_compare)
    assert snap_compare(Line(), press=[*keys, "wait:300"], terminal_size=size)
