"""A desk on a fake client, for tests of lists."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from cartui.app import CartuiApp
from cartui.screens.cart_list.cart_list import CartList
from cartui.screens.desk.desk import Desk, Display
from cartui.screens.orders.order_list import OrderList
from cartui.screens.running.following_jobs import FOLLOWING
from tests.desk.driving import questions
from tests.desk.fake_client import NOW, FakeClient
from tests.waiting import until


class Sitting:
    """The desk, and what stands on it."""

    def __init__(
        self, app: CartuiApp, pilot: Pilot[None], backend: FakeClient, *, restless: bool = False
    ) -> None:
        """Sit down; ``restless``: something asks for ever, so that not everything comes to rest."""
        self._restless = restless
        self.app = app
        self.pilot = pilot
        self.backend = backend

    async def press(self, *keys: str) -> None:
        """Press keys, then wait until everything has come to rest."""
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type into what has the focus, and pause as long as a search takes to start."""
        await self.pilot.press(*text)
        await self.pilot.pause(0.2)
        await self.settle()

    async def settle(self) -> None:
        """Wait until keys, reads and writes have come to rest.

        What asks a backend that answers nobody never does: what the desk does meanwhile is over sooner.
        """
        for _ in range(200 if self.backend.is_answering and not self._restless else 20):
            await self.pilot.pause()
            if self._is_at_rest():
                await self.pilot.pause()
                if self._is_at_rest():  # what has ended began nothing else
                    break
            await self.pilot.pause(0.01)

    def _is_at_rest(self) -> bool:
        """Whether no key waits, and nothing is read or written.

        A bulk change is asked about for ever, and steps that have asked somebody wait for the answer.
        """
        at_work = [worker.group for worker in self.app.workers if worker.is_running]
        resting = at_work.count(FOLLOWING) + min(at_work.count("flow"), questions(self.app))
        return self.app.type_ahead.idle and len(at_work) == resting

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for something that comes by itself, then until everything has come to rest."""
        await until(true, lambda: self.text, pause=lambda: self.pilot.pause(0.02))
        await self.settle()

    @property
    def carts(self) -> CartList:
        """The list of carts, which is in front."""
        screen = self.app.screen
        assert isinstance(screen, CartList), screen
        return screen

    @property
    def orders(self) -> OrderList:
        """The list of orders, which is in front."""
        screen = self.app.screen
        assert isinstance(screen, OrderList), screen
        return screen

    @property
    def lines(self) -> list[str]:
        """What stands on the screen, all layers of it."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip) for strip in strips]

    @property
    def text(self) -> str:
        """The same as one text."""
        return "\n".join(self.lines)

    @property
    def notices(self) -> list[str]:
        """What was noticed lately."""
        return [notice.message for notice in self.app._notifications]


@asynccontextmanager
async def sitting(
    backend: FakeClient,
    size: tuple[int, int] = (120, 40),
    display: Display | None = None,
    *,
    restless: bool = False,
) -> AsyncIterator[Sitting]:
    """Sit at a desk on that backend; ``restless`` as of a :class:`Sitting`."""
    shown = display or Display(theme="cartui-dark", timezone="UTC")
    app = CartuiApp(Desk(backend.client, shown, now=lambda: NOW))
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        desk = Sitting(app, pilot, backend, restless=restless)
        await desk.settle()
        yield desk
