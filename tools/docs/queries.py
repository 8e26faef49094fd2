"""The keys of the query lines for people to read: the parts of ``docs/queries.md`` that code makes."""

from cartui.rules.cart_views import VIEWS
from cartui.rules.query.keys import CART_KEYS, Key, KeySet, Kind
from cartui.rules.query.order_keys import ORDER_KEYS

BEGIN = "<!-- Made of the keys by `python -m tools.docs`; a test says when it is old. -->"
BEGIN_ORDERS = "<!-- Made of the keys of orders in the same way. -->"
END = "<!-- End of what is made. -->"

_TAKES = {
    Kind.TEXT: "text",
    Kind.CHOICE: "one of the words below",
    Kind.MOMENT: "a time",
    Kind.AGE: "how long ago",
    Kind.AMOUNT: "an amount",
    Kind.COUNT: "a whole number",
    Kind.EMAIL: "an email or @domain",
    Kind.NETWORK: "an address or a network",
    Kind.COUNTRY: "a country",
}


def queries_page(page: str) -> str:
    """The page with its made parts made anew; raises ``ValueError`` where the marks are missing."""
    page = _with_part(page, BEGIN, [*_keys(CART_KEYS, "cart"), "", *_views()])
    return _with_part(page, BEGIN_ORDERS, _keys(ORDER_KEYS, "order"))


def _keys(keys: KeySet, thing: str) -> list[str]:
    """All keys, and the words that some of them take."""
    lines = [f"| key | what of the {thing} | takes | for instance |", "| --- | --- | --- | --- |"]
    lines += [_row(key) for key in keys.keys.values()]
    lines += ["", "| term | means |", "| --- | --- |"]
    for key in keys.keys.values():
        lines += [f"| `{key.name}:{choice}` | {meaning} |" for choice, meaning in key.choices.items()]
    return lines


def _views() -> list[str]:
    """The built-in views."""
    lines = ["| key | view | its query |", "| --- | --- | --- |"]
    for place, (name, query) in enumerate(VIEWS.items(), start=1):
        lines.append(
            f"| `{place}` | {name} | {f'`{query}`' if query else 'none: every open or locked cart'} |"
        )
    return lines


def _with_part(page: str, begin: str, lines: list[str]) -> str:
    """The page with other lines between that mark and the next end. Raises ``ValueError``."""
    before, found, rest = page.partition(begin)
    _, end, after = rest.partition(END)
    if not found or not end:
        raise ValueError("docs/queries.md has lost the marks around its made parts")
    return before + "\n".join([begin, "", *lines, "", END]) + after


def _row(key: Key) -> str:
    """One key in the table."""
    examples = ", ".join(f"`{example}`" for example in key.examples)
    return f"| `{key.name}` | {key.meaning} | {_TAKES[key.kind]} | {examples} |"
