"""Where the program starts. Light: what a command needs is imported by that command."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run cartui with these arguments (``sys.argv``'s, unless given) and exit with its status."""
    from cartui.cli.start import run

    sys.exit(run(sys.argv[1:] if arguments is None else list(arguments)))


if __name__ == "__main__":
    main()
