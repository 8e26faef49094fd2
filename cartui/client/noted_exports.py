"""Exporting so that it is known afterwards: noted before the first row leaves, counted after the last."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from cartui.client.protocol import Client, ClientError

if TYPE_CHECKING:
    from cartui.model.exported import NewExport

NOT_NOTED: Final = "Nothing can be written here, so it is not noted in the activity."
"""Said after an export from where nothing can be written."""


async def write_noted(
    client: Client, export: "NewExport", write: Callable[[], Awaitable[int]]
) -> tuple[int, str]:
    """Note the export, write it, and note how many rows it had; gives these, and what is to be said of it.

    What cannot be noted is not written: raises ``ClientError`` then, and what ``write`` raises. From where
    nothing can be written at all it goes on (decision 0035). An export that was stopped, or whose end could
    not be noted, stays noted without its rows.
    """
    if not client.capabilities.writes:
        return await write(), NOT_NOTED
    noted = await client.history.begin_export(export, key=uuid4().hex)
    count = await write()
    with suppress(ClientError):  # the rows are out, and that they are is noted
        await client.history.end_export(noted.id, count, key=uuid4().hex)
    return count, ""
