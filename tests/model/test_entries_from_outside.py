"""An entry of the history that a server sends: its changes are checked before anything reads them."""

import json

import pytest
from pydantic import JsonValue, ValidationError

from cartui.model.history import FieldChange, HistoryEntry


def sent(**change: JsonValue) -> str:
    """The entry with one change, as it comes over the wire."""
    entry = {"id": 1, "cart_id": "crt_1", "kind": "edited", "at": "2026-11-22T10:00:00Z", "agent": "mina"}
    return json.dumps(entry | {"origin": "desk", "version": 2, "summary": "", "changes": [change]})


def test_a_change_is_what_it_was_before_it_was_sent() -> None:
    entry = HistoryEntry.model_validate_json(sent(field="tags", before=None, after=["a", {"b": 1}]))
    assert entry.changes == (FieldChange("tags", None, ["a", {"b": 1}]),)
    assert HistoryEntry.model_validate_json(entry.model_dump_json()) == entry


@pytest.mark.parametrize(
    "change",
    [
        {"field": "note", "before": ""},
        {"field": 1, "before": "", "after": "x"},
        {"field": "note", "before": "", "after": "x", "why": "unheard of"},
    ],
    ids=["incomplete", "no path", "unknown field"],
)
def test_a_change_that_is_none_is_refused(change: dict[str, JsonValue]) -> None:
    with pytest.raises(ValidationError, match="changes"):
        HistoryEntry.model_validate_json(sent(**change))
