"""What goes from the process that reads to the one that writes arrives as it was."""

import io
import pickle
from datetime import UTC, datetime

import pytest

from cartui.imports.batches import ReadBatch
from cartui.imports.pickling import received, send
from cartui.model.cart import CartState
from cartui.model.imports import ImportBatch, ImportedCart, ImportedLine, Refusal, SourceRow
from cartui.model.money import LARGEST_AMOUNT
from cartui.model.order import OrderState
from cartui.model.record import LineFigures
from cartui.rules.pricing.pricing_ahead import PricingAhead
from tests.imports.reading import a_shop

POPPY = ImportedLine("84879", 32, "ASSORTED COLOUR BIRD", 169, (SourceRow("year.csv", 2),))
POSTAGE = ImportedLine(None, 1, "POSTAGE", 1_800, (SourceRow("year.csv", 3),))
LISTED = ImportedLine("22745", 6, "", None, (SourceRow("year.csv", 4),))
OF_TWO_ROWS = POPPY._replace(rows=(SourceRow("year.csv", 5), SourceRow("year.csv", 6)))
DEAR = ImportedLine("YACHT", 1, "YACHT", LARGEST_AMOUNT, (SourceRow("year.csv", 2**31),))
OF_NO_ROW = POPPY._replace(rows=())


def cart_of(*lines: ImportedLine) -> ImportedCart:
    """An order of these lines."""
    return ImportedCart(
        reference="536367",
        source="online-retail",
        market="GB",
        state=CartState.ORDERED,
        order_state=OrderState.APPROVED,
        created_at=datetime(2010, 12, 1, 8, 34, tzinfo=UTC),
        lines=lines,
    )


@pytest.mark.parametrize(
    "lines",
    [(), (POPPY,), (POPPY, POSTAGE, LISTED), (POPPY, DEAR), (POPPY, OF_TWO_ROWS), (OF_NO_ROW,)],
    ids=["none", "one", "several", "dear", "of two rows", "of no row"],
)
def test_a_part_arrives_as_it_was_sent(lines: tuple[ImportedLine, ...]) -> None:
    refusal = Refusal(file="year.csv", line=7, column="Quantity", reason="is missing")
    carts = (cart_of(*lines), cart_of(), cart_of(*lines[:1]))
    sent = ReadBatch(ImportBatch(carts=carts), refusals=(refusal,), rows=8, total=9)
    stream = io.BytesIO()
    send(sent, stream)
    stream.seek(0)

    arrived = received(stream)

    assert arrived == sent
    for cart, given in zip(arrived.batch.carts, carts, strict=True):
        assert all(type(line) is ImportedLine for line in cart.lines)
        assert all(type(row) is SourceRow for line in cart.lines for row in line.rows)
        assert cart.model_fields_set == given.model_fields_set
        assert cart.row_count == given.row_count


def test_figures_reckoned_ahead_arrive_as_they_were_sent() -> None:
    batch = PricingAhead(a_shop()).of(ImportBatch(carts=(cart_of(POPPY, POSTAGE), cart_of(LISTED))))
    stream = io.BytesIO()
    send(ReadBatch(batch), stream)
    stream.seek(0)

    arrived = received(stream).batch.figures

    assert arrived == batch.figures
    assert arrived.shop == a_shop()
    known, unknown = arrived.figures
    assert unknown is None
    assert [line.gross for line in known.lines] == [32 * 169, 1_800]
    assert all(type(line) is LineFigures for line in known.lines)


def test_what_breaks_off_is_no_part() -> None:
    stream = io.BytesIO()
    send(ReadBatch(ImportBatch(carts=(cart_of(POPPY),))), stream)

    with pytest.raises((EOFError, pickle.UnpicklingError)):
        received(io.BytesIO(stream.getvalue()[:-20]))
