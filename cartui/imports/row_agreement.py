"""What rows of one thing say together: the first one decides, and who says otherwise is pointed out."""

from collections.abc import Sequence

from cartui.imports.batches import Reading
from cartui.imports.columns import Columns
from cartui.imports.source import Record
from cartui.imports.values import shown


def agreed(columns: Columns, field: str, taken: Sequence[Record], reading: Reading) -> str:
    """What the first row that says anything of a field says.

    ``reading`` gets a warning of the first row that says otherwise; another case is the same.
    """
    text_of = columns.text(field)
    first = ""
    for number, cells in taken:
        text = text_of(cells)
        first = first or text
        if text and text.casefold() != first.casefold():
            said = f"is {shown(text)} here and {shown(first)} above: {shown(first)} was taken"
            reading.warnings.append(columns.remark(number, field, said))
            break
    return first
