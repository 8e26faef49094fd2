"""A program for tests of terminals: the desk on a fake client, which says in a file that it was closed."""

import os
import sys
from pathlib import Path

from cartui.terminal.environment import prepare_environment

prepare_environment(os.environ)

from textual.worker import Worker  # noqa: E402 - Textual reads the environment when it is imported

from cartui.app import CartuiApp  # noqa: E402
from cartui.model.text import clean_line  # noqa: E402
from cartui.screens.desk.desk import Desk, Display  # noqa: E402
from tests.desk.fake_client import NOW, FakeClient, a_summary  # noqa: E402
from tests.hostile import HOSTILE  # noqa: E402


class WitnessedClient(FakeClient):
    """A client that writes down that it was closed."""

    async def __aexit__(self, *raised: object) -> None:
        Path(sys.argv[1]).write_text("closed", encoding="utf-8")  # noqa: ASYNC240 - the loop ends


def _work(app: CartuiApp) -> None:
    """Have work behind the screens that fails, more than once."""
    for _ in range(3):
        _worker: Worker[None] = app.run_worker(_come_to_grief)


async def _come_to_grief() -> None:
    """Fail as work behind the screens does that was not thought of."""
    secret = "Rahim 4111"
    _ = [][len(secret)]


def main() -> None:
    """Run it."""
    names = [clean_line(text) for text in HOSTILE]
    client = WitnessedClient(
        [a_summary(n, customer=name, products=(name,)) for n, name in enumerate(names, 1)]
    )
    client.titles = names[1]
    app = CartuiApp(Desk(client.client, Display(theme="cartui-dark"), now=lambda: NOW))
    if "--crash" in sys.argv:
        secret = "Rahim 4111"
        app.call_later(lambda: [][len(secret)])
    if "--crash-at-work" in sys.argv:
        app.call_later(_work, app)
    app.run()
    sys.exit(app.return_code or 0)


if __name__ == "__main__":
    main()
