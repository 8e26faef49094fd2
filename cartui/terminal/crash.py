"""What is said when something went wrong that nobody foresaw: a sentence, and where to read on.

Never a traceback on the screen, and never the values of variables anywhere: they are customers' data.
"""

from pathlib import Path


def crash_message(error: BaseException, log: Path | None) -> str:
    """The lines that the agent reads after the desk is gone."""
    where = f"The log says where: {log}" if log is not None else "There is no log that would say where."
    return (
        f"cartui met a fault of its own and had to stop ({type(error).__name__}).\n"
        f"What was shown as saved is saved. {where}"
    )
