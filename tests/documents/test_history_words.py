"""What an entry changed, in words: as fields are called on screen, and never as they are stored."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from cartui.documents.history_words import ABSENT, HistoryWords, customers_in, lines_in, said_in, titles_in
from cartui.model.history import EntryKind, FieldChange, HistoryEntry
from cartui.rules.editing.cart_changes import content_fields
from tests.contract.shop import NOW
from tests.hostile import CONTROLS, HOSTILE
from tests.store.records import full_cart

WORDS = HistoryWords(
    currency="BDT",
    locale="en",
    timezone="UTC",
    now=NOW,
    titles={"l1": "Cotton Shirt L / Blue"},
    levels={"vip": "VIP customers"},
    customers={"c1": "Rahim Uddin"},
)
LINE: dict[str, JsonValue] = {
    "id": "l9",
    "title": "Mug",
    "options": "",
    "quantity": 2,
    "unit_price": 45_000,
    "discount_percent": "10",
    "discount_reason": "chipped",
}


def entry(*changes: FieldChange) -> HistoryEntry:
    """An edit with these changes."""
    return HistoryEntry(
        id=1,
        cart_id="crt",
        kind=EntryKind.EDITED,
        at=NOW,
        agent="alice",
        origin="desk",
        version=2,
        summary="changed",
        changes=changes,
    )


def said(field: str, before: JsonValue, after: JsonValue) -> tuple[str, str, str]:
    """One change in words."""
    [change] = WORDS.changes(entry(FieldChange(field=field, before=before, after=after)))
    return change.what, change.before, change.after


def test_a_call_is_said_with_its_outcome_and_what_was_written() -> None:
    call = entry().model_copy(
        update={"kind": EntryKind.CALLED, "summary": "", "actions": ("no_answer",), "comment": "again at 5"}
    )
    assert said_in(call) == "called, no answer: again at 5"
    assert said_in(call.model_copy(update={"comment": ""})) == "called, no answer"


def test_a_lock_says_why_and_since_when() -> None:
    lock: JsonValue = {"reason": "by_hand", "since": "2026-11-21T08:00:00Z", "note": "rang"}
    assert said("lock", lock, None) == ("lock", "locked by an agent (rang), since 08:00", "none")


def test_amounts_are_money_and_lines_have_their_titles() -> None:
    assert said("lines.l1.unit_price", 120_000, 99_900) == (
        "Cotton Shirt L / Blue: unit price",
        "BDT 1,200.00",
        "BDT 999.00",
    )
    assert said("lines.l1.quantity", 2, 3) == ("Cotton Shirt L / Blue: quantity", "2", "3")
    assert said("lines.l1.discount_amount", None, 5_000)[1:] == ("no discount", "BDT 50.00")


def test_a_line_that_came_or_went_is_said_in_a_sentence() -> None:
    assert said("lines.l9", None, LINE) == (
        "Mug",
        ABSENT,
        "2 at BDT 450.00 each, discount 10 %, reason for the discount chipped",
    )
    assert said("lines.l9", LINE, None)[2] == ABSENT


def test_people_levels_and_moments_are_named() -> None:
    assert said("customer_id", None, "c1") == ("customer", "a guest", "Rahim Uddin")
    assert said("customer_id", "c1", "c2")[2] == "another customer"
    assert said("price_level_override", None, "vip") == (
        "price level",
        "no level of its own",
        "VIP customers",
    )
    later = (NOW + timedelta(days=40)).isoformat()
    assert said("prices_held_until", None, later)[1:] == ("not held", "31 Dec 09:00")
    assert said("tags", [], ["gift", "vip"])[1:] == ("none", "gift, vip")
    assert said("billing_same_as_shipping", True, False)[1:] == (
        "same as shipping",
        "an address of its own",
    )


def test_an_address_is_written_as_its_country_writes_it() -> None:
    address: dict[str, JsonValue] = {
        "name": "Rahim",
        "line1": "7 Lake Road",
        "city": "Dhaka",
        "country": "BD",
    }
    what, before, after = said("shipping_address", None, address)
    assert (what, before) == ("shipping address", "no address")
    assert after.startswith("Rahim, 7 Lake Road")


def test_what_only_repeats_another_change_is_left_out() -> None:
    by_hand = entry(
        FieldChange(field="lines.l1.unit_price", before=100, after=90),
        FieldChange(field="lines.l1.price_set", before=None, after=90),
        FieldChange(field="lines.l1.price_source", before="list", after="override"),
    )
    assert [(change.what.split(": ")[1], change.after) for change in WORDS.changes(by_hand)] == [
        ("unit price", "BDT 0.90"),
        ("price from", "an agent, by hand"),
    ]


def test_every_field_of_a_full_cart_is_said_without_paths_or_json() -> None:
    fields = content_fields(full_cart().content)
    for path, value in fields.items():
        for words in WORDS.changes(entry(FieldChange(field=path, before=None, after=value))):
            assert "_" not in words.what, path
            assert not set("{}[]") & set(f"{words.what} {words.before} {words.after}"), path


@given(
    st.sampled_from(["note", "contact.name", "lines.l1.title", "unheard.of", "tags"]),
    st.sampled_from(HOSTILE),
)
def test_no_control_sign_of_theirs_gets_through(field: str, text: str) -> None:
    values: list[JsonValue] = [text, [text], {"a": text}]
    for value in values:
        change = FieldChange(field=field, before=text, after=value)
        for words in WORDS.changes(HistoryEntry.model_construct(**{**dict(entry()), "changes": (change,)})):
            shown = f"{words.what}{words.before}{words.after}".replace("\n", "").replace("\t", "")
            assert not CONTROLS & set(shown)


def test_what_has_to_be_looked_up_for_an_entry() -> None:
    told = entry(
        FieldChange(field="customer_id", before="c1", after=None),
        FieldChange(field="lines.l2.quantity", before=1, after=2),
        FieldChange(field="lines.l9", before=None, after=LINE),
    )
    assert customers_in([told]) == {"c1"}
    assert lines_in(told) == {"l2"}
    assert titles_in([told]) == {"l9": "Mug"}
