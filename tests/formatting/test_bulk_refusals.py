"""Why carts are refused is said once for all of which it is true."""

from cartui.formatting.bulk_refusals import Refusals
from cartui.model.bulk import BulkItem, ItemState


def refused(number: int, reason: str) -> BulkItem:
    """A cart that is refused; ``{}`` in the reason is its number."""
    name = f"C-{number:06}"
    return BulkItem(id=name, number=name, state=ItemState.REFUSED, reason=reason.format(name))


def test_a_reason_is_said_once_for_all_carts_whatever_each_has_of_its_own() -> None:
    refusals = Refusals()
    refusals.add([refused(1, "{} has been ordered as ORD-000000000001, and an order never becomes a cart.")])
    for number in range(2, 8):
        since = f"{{}} is locked since 2026-11-2{number} 09:0{number} UTC because an agent locked it."
        refusals.add([refused(number, since)])
    refusals.add([refused(8, "{} has been ordered as ORD-000000000002, and an order never becomes a cart.")])
    assert list(refusals.lines()) == [
        "6 refused: it is locked because an agent locked it (C-000002, C-000003, C-000004 and 3 more)",
        "2 refused: it has been ordered, and an order never becomes a cart (C-000001, C-000008)",
    ]


def test_of_many_reasons_the_most_frequent_are_named_and_the_others_counted() -> None:
    refusals = Refusals()
    refusals.add(refused(number, f"reason {number}") for number in range(1, 8))
    refusals.add([refused(9, "reason 7"), refused(10, "")])
    lines = list(refusals.lines())
    assert lines[0] == "2 refused: reason 7 (C-000007, C-000009)"
    assert lines[-1] == "3 refused for other reasons: the report names each"
    assert len(lines) == 6
