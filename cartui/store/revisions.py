"""The schema's revisions, known without loading Alembic: opening an up-to-date database only compares one."""

from typing import Final

REVISIONS: Final = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
    "0014",
    "0015",
    "0016",
    "0017",
    "0018",
    "0019",
    "0020",
    "0021",
    "0022",
)
"""All revisions in their order; a test holds them equal to the migration scripts."""

HEAD: Final = REVISIONS[-1]
"""The revision that this program works with."""
