"""Tags as one line of text, and back: with commas between them, and quoted where they have one themselves."""

import csv
from collections.abc import Iterable


def tags_text(tags: Iterable[str]) -> str:
    """The tags as they stand in one cell."""
    return ", ".join(_quoted(tag) if "," in tag or tag.startswith('"') else tag for tag in tags)


def read_tags(text: str) -> tuple[str, ...]:
    """The tags of a cell."""
    named = text.split(",") if '"' not in text else next(csv.reader([text], skipinitialspace=True), [])
    return tuple(filter(None, map(str.strip, named)))


def _quoted(tag: str) -> str:
    """A tag whose commas part nothing."""
    return '"{}"'.format(tag.replace('"', '""'))
