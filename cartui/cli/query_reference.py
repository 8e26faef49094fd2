"""The keys of the query line for people to read: the part of ``docs/queries.md`` that is made of the code."""

from cartui.rules.cart_views import VIEWS
from cartui.rules.query.keys import KEYS, Key, Kind

BEGIN = "<!-- Made of the keys by `python -m tools.docs`; a test says when it is old. -->"
END = "<!-- End of what is made. -->"

_TAKES = {
    Kind.TEXT: "text",
    Kind.CHOICE: "one of the words below",
    Kind.MOMENT: "a time",
    Kind.AGE: "how long ago",
    Kind.AMOUNT: "an amount",
    Kind.COUNT: "a whole number",
}


def keys_text() -> str:
    """All keys, the words that some of them take, and the built-in views, between the two marks."""
    lines = [BEGIN, "", "| key | what of the cart | takes | for instance |", "| --- | --- | --- | --- |"]
    lines += [_row(key) for key in KEYS.values()]
    lines += ["", "| term | means |", "| --- | --- |"]
    for key in KEYS.values():
        lines += [f"| `{key.name}:{choice}` | {meaning} |" for choice, meaning in key.choices.items()]
    lines += ["", "| key | view | its query |", "| --- | --- | --- |"]
    for place, (name, query) in enumerate(VIEWS.items(), start=1):
        lines.append(
            f"| `{place}` | {name} | {f'`{query}`' if query else 'none: every open or locked cart'} |"
        )
    return "\n".join([*lines, "", END])


def renewed(page: str) -> str:
    """The page with its made part made anew; raises ``ValueError`` where the marks are missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("docs/queries.md has lost the marks around its made part")
    return before + keys_text() + after


def _row(key: Key) -> str:
    """One key in the table."""
    examples = ", ".join(f"`{example}`" for example in key.examples)
    return f"| `{key.name}` | {key.meaning} | {_TAKES[key.kind]} | {examples} |"
