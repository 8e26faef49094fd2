"""What Alembic runs: always on a connection that the caller gives, in the caller's transaction."""

from typing import Any

from alembic import context

from cartui.store.full_text import is_index
from cartui.store.tables import METADATA


def include(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave the full-text indexes out of comparisons: SQLModel does not know them."""
    return not (kind == "table" and name is not None and is_index(name))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    include_name=include,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
