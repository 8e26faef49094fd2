"""That what is shown was known some time ago, and is not what there is now."""

from datetime import datetime

from cartui.formatting.ages import show_ago


def memory_signs(known_at: datetime, now: datetime) -> tuple[str, ...]:
    """It in the most words first, for as much room as there is. Both times are aware."""
    known = show_ago(known_at, now)
    return (f"▲ this is from memory, known {known}", f"▲ from memory, known {known}", "▲ from memory")
