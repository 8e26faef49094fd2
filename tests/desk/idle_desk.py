"""A program for tests of the idle lock: a desk on a shop, whose clock is what stands in a file."""

import os
import sys
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from cartui.terminal.environment import prepare_environment

prepare_environment(os.environ)

from cartui.app import run_desk  # noqa: E402 - Textual reads the environment when it is imported
from cartui.client.local import LocalClient  # noqa: E402
from cartui.model.agent import Actor  # noqa: E402
from cartui.screens.desk.desk import Desk, Display  # noqa: E402
from cartui.screens.running import idle_lock  # noqa: E402
from cartui.settings.backends import Backend  # noqa: E402
from cartui.settings.drafts import DraftFiles  # noqa: E402

DATABASE, CLOCK, DRAFTS = map(Path, sys.argv[1:])


def passing() -> float:
    """What the test says."""
    return float(CLOCK.read_text(encoding="utf-8"))


def main() -> None:
    """Run it."""
    patch.object(idle_lock, "LOOK", 0.05).start()
    desk = Desk(
        LocalClient(str(DATABASE), Actor(name="alice")),
        Display(theme="cartui-dark", idle_lock=timedelta(minutes=15)),
        passing=passing,
    )
    drafts = DraftFiles(DRAFTS, Backend(database=str(DATABASE)))
    sys.exit(run_desk(desk, drafts=drafts, tell=lambda told: print(told, file=sys.stderr)).status)


if __name__ == "__main__":
    main()
