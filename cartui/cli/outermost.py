"""The outermost edge of a call: whatever it ends with becomes an exit status, and words on stderr."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cartui.cli.exit_codes import ExitStatus

if TYPE_CHECKING:
    from cartui.cli.invocation import Invocation


def ended(work: Callable[[], int], invocation: "Invocation") -> int:
    """Do the work of a call and give its exit status; nothing escapes but what ends Python itself."""
    try:
        return work()
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else ExitStatus.DONE
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    except Exception as error:  # noqa: BLE001 (one of the two outermost edges: whatever it is has to be told)
        from cartui.cli.errors import report

        return report(error, invocation)
