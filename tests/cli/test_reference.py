"""`docs/cli.md` and `docs/queries.md` say what the program says."""

import re
from pathlib import Path

import pytest

from cartui.cli.program import COMMANDS, load_command
from cartui.cli.query_help import keys_help
from cartui.rules.query.cart_query import QueryError, parse_query
from cartui.rules.query.keys import CART_KEYS, KeySet
from cartui.rules.query.order_keys import ORDER_KEYS
from cartui.rules.query.order_query import parse_order_query
from tools.docs.cli import cli_page
from tools.docs.queries import queries_page

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "cli.md"
QUERIES = DOCS / "queries.md"


def test_the_page_is_current() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert cli_page(text) == text, "python -m tools.docs"


def test_every_command_of_the_help_can_be_loaded() -> None:
    for name in COMMANDS:
        assert load_command(name).help


def test_the_page_of_queries_is_current() -> None:
    text = QUERIES.read_text(encoding="utf-8")
    assert queries_page(text) == text, "python -m tools.docs"


def test_every_query_that_the_page_shows_can_be_typed() -> None:
    text, _, rest = QUERIES.read_text(encoding="utf-8").partition("## Every key")
    shown = [
        *re.findall(r"^```\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL),
        *re.findall(r"`(-?\w+:.+?)`", text),
    ]
    assert len(shown) > 5
    for query in shown:
        assert not parse_query(query).is_empty
    of_orders = rest.partition("## Orders")[2]
    assert of_orders
    for query in re.findall(r"`(-?\w+:.+?)`", of_orders.partition("| key |")[0]):
        assert not parse_order_query(query).is_empty


def test_what_the_page_says_of_times_and_numbers_is_true() -> None:
    _, _, rest = QUERIES.read_text(encoding="utf-8").partition("## Times")
    times, _, numbers = rest.partition("## Numbers")
    firsts = [row.split("|")[1] for row in times.splitlines() if row.startswith("| `")]
    for value in (value for cell in firsts for value in re.findall(r"`(.+?)`", cell)):
        assert not parse_query(f"updated:{value}").is_empty
    for value in re.findall(r"`([\d.<>=]+)`", numbers.partition("Write digits")[0]):
        assert not parse_query(f"units:{value}").is_empty
    with pytest.raises(QueryError, match="Did you mean total:>1000"):
        parse_query("total:>1,000")
    assert parse_query("total:100,=250").terms[0].values == ("100", "250")


@pytest.mark.parametrize("keys", [CART_KEYS, ORDER_KEYS], ids=lambda keys: keys.things)
def test_the_help_of_a_list_has_every_key_in_lines_of_eighty_columns(keys: KeySet) -> None:
    lines = keys_help(keys).splitlines()
    assert all(len(line) <= 78 for line in lines)
    assert [line.split(":")[0].strip() for line in lines[2:]] == list(keys.keys)
