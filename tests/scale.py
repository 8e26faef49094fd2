"""How much of a storm or soak a test runs: a tenth, or with `run.py test --full` all of it."""

import os


def is_full() -> bool:
    """Return whether nothing is to be left to the next run."""
    return os.environ.get("CARTUI_TEST_FULL") == "1"


def full_or_tenth(count: int) -> int:
    """Return `count` on a full run, else a tenth of it, but never nothing."""
    return count if is_full() else max(1, count // 10)
