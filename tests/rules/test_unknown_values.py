"""A query that finds nothing may have a value that no cart has: it is named, with the nearest there is."""

import pytest

from cartui.rules.query.cart_query import parse_query
from cartui.rules.query.unknown_values import is_among, unknown_value, values_in_doubt


@pytest.mark.parametrize(
    ("line", "doubted"),
    [
        ("tag:vpi", [("tag", "vpi")]),
        ("market:BD,XX tag:vip rahim total:>5", [("market", "BD"), ("market", "XX"), ("tag", "vip")]),
        ("-tag:vpi", []),
        ("assigned:me,Bob", [("assigned", "Bob")]),
        ("rep:1,2,3,4,5,6,7", [("rep", str(n)) for n in range(1, 6)]),
        ("state:locked level:gold", [("level", "gold")]),
        ("state:deleted tag:vpi", []),
        ("rahim uddin", []),
    ],
)
def test_what_carts_may_lack_is_what_the_query_wants_by_name(
    line: str, doubted: list[tuple[str, str]]
) -> None:
    assert list(values_in_doubt(parse_query(line))) == doubted


@pytest.mark.parametrize(
    ("key", "value", "known", "said"),
    [
        ("tag", "vpi", ["vip", "gift"], "No open cart has tag vpi. Did you mean vip?"),
        ("tag", "zzz", ["vip"], "No open cart has tag zzz."),
        ("market", "IN", ["IN", "BD"], "No open cart is in market IN."),
        (
            "channel",
            "gospelshp",
            ["GospelShop"],
            "No open cart came through channel gospelshp. Did you mean GospelShop?",
        ),
        ("level", "x" * 90, [], f"No open cart has price level {'x' * 39}…."),
        ("rep", "41", ["14"], "No open cart has rep 41."),
        ("assigned", "alcie", ["alice"], "No open cart is assigned to alcie. Did you mean alice?"),
    ],
    ids=["near", "far", "known to the shop", "any case", "long", "turned round", "name"],
)
def test_a_value_that_no_cart_has_is_named_with_the_nearest(
    key: str, value: str, known: list[str], said: str
) -> None:
    assert unknown_value(key, value, known) == said


def test_case_and_accents_make_no_other_value() -> None:
    assert is_among("PENA", ["peña"])
    assert not is_among("pen", ["peña"])
