"""A screen that offers commands: it binds their keys, says why one cannot be done, and fills its hints."""

from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterator, Sequence
from datetime import datetime
from functools import partial
from inspect import isawaitable
from itertools import chain
from typing import ClassVar, Final, TypeVar, cast

from textual import on
from textual._context import NoActiveAppError
from textual.binding import BindingsMap
from textual.css.query import NoMatches
from textual.screen import ModalScreen, Screen, ScreenResultType
from textual.worker import Worker

from cartui.client.protocol import ClientError, Unauthenticated, Unavailable
from cartui.commands.availability import RESTRICTED, why_never
from cartui.commands.bindings import bindings_of, chords
from cartui.commands.command import CommandClass
from cartui.commands.keymap import Keymap
from cartui.model.changes import Change
from cartui.screens.desk.desk import Desk, DeskApp
from cartui.screens.desk.desk_facts import show_desk
from cartui.screens.desk.part import Part
from cartui.screens.desk.reach import is_silence
from cartui.screens.desk.type_ahead import Hold
from cartui.widgets.cart_header import CartHeader
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hint, Hints

T = TypeVar("T")

LOCAL: Final = "local"
"""What a backend is called that is a database of one's own (``Capabilities.backend``)."""


class DeskScreen(Screen[ScreenResultType]):
    """A screen of the desk.

    A subclass names its commands in ``OFFERS``, does each in a method ``action_<name>`` (its own, or of a
    widget that has the focus), and yields a ``Hints()`` where its footer is to be.
    """

    OFFERS: ClassVar[tuple[CommandClass, ...]] = ()
    """The commands of this screen, in the order of its footer."""
    undoes_jobs: ClassVar[bool] = False
    """Whether its undo takes back a change of many carts that was just made here."""
    TYPES: ClassVar[bool] = False
    """Whether one types in a field all the time: letters then are text, and no keys of a command."""

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        """Bind the keys of the commands on offer."""
        super().__init__(name, id, classes)
        self.known_at: datetime | None = None
        """When the shown data was read (UTC), if it comes from memory; ``None``: it is current."""
        self._inherited = self._bindings.key_to_bindings
        self.bind_offers()

    @property
    def parts(self) -> "Sequence[Part[DeskScreen[ScreenResultType]]]":
        """The subjects of the screen that stand on their own, each with the commands that it does."""
        return ()

    @property
    def offers(self) -> Sequence[CommandClass]:
        """The commands of this screen; one that has more than those of its class says so."""
        return self.OFFERS

    def bind_offers(self) -> None:
        """Bind the keys of the commands on offer, again where these are others now."""
        own = BindingsMap(bindings_of(self.offers, self.keymap))
        self._bindings = BindingsMap.from_keys({**self._inherited, **own.key_to_bindings})

    @property
    def desk(self) -> Desk:
        """The client and what goes with it."""
        return self.desk_app.desk

    @property
    def desk_app(self) -> DeskApp:
        """The app, as what it is."""
        app = self.app
        assert isinstance(app, DeskApp)  # noqa: S101 - desk screens live in a desk's app only
        return app

    @property
    def keymap(self) -> Keymap:
        """Which keys do what."""
        try:
            return self.desk.display.keymap
        except NoActiveAppError:  # looked at outside of an app, as the reference does
            return Keymap()

    # --- commands ------------------------------------------------------------------------------

    def why_not(self, command: CommandClass) -> str | None:
        """Why this command cannot be done just now, in words; ``None``: it can.

        What never can be comes first; then each part knows what its own commands need.
        """
        reason = self.why_never(command)
        if reason is not None:
            return reason
        reasons = (part.why_not(command) for part in self.parts if command in part.offers)
        return next(filter(None, reasons), None)

    def why_never(self, command: CommandClass) -> str | None:
        """Why this login, or role with this backend, cannot do it wherever one stands; ``None``: it can."""
        desk = self.desk
        if desk.restricted and command.leads_out:
            return RESTRICTED
        if not desk.is_open:
            return None
        client = desk.client
        return why_never(command, client.actor.role, client.capabilities, read_only=desk.backend.read_only)

    async def action_command(self, command_id: str) -> None:
        """Do the command of that id, or say why it cannot be done."""
        command = next((offered for offered in self.offers if offered.id() == command_id), None)
        if command is not None:
            await self.do(command)

    async def do(self, command: CommandClass) -> None:
        """Do a command: by the focused widget, by what it stands in, by the screen, its parts, or the app."""
        reason = self.why_not(command)
        if reason is not None:
            self.show_reason(reason)
            return
        for part in self.parts:
            part.before(command)
        done = self.method_of(command)()
        if isawaitable(done):
            await done
        self.refresh_hints()

    def method_of(self, command: CommandClass) -> Callable[[], object]:
        """What does a command; what it gives is awaited where that is possible.

        Raises ``NotImplementedError`` where nothing in the chain of the focus does it.
        """
        name = f"action_{command.action()}"
        nodes = self.focused.ancestors_with_self if self.focused else (self,)
        methods: Iterator[Callable[[], object] | None] = chain(
            (getattr(node, name, None) for node in nodes),
            (part.method_of(command) for part in self.parts),
            (getattr(self.app, name, None),),
        )
        method = next(filter(None, methods), None)
        if method is None:
            raise NotImplementedError(f"nothing on {type(self).__name__} does {command.id()!r}")
        return method

    def show_reason(self, reason: str) -> None:
        """Say why a command cannot be done; a screen that has a place for it says it there."""
        self.notify(reason, severity="warning")

    def action_chord(self, start: str) -> None:
        """The first key of a chord was pressed: show what may follow, and wait for it."""
        from cartui.screens.desk.chord import Chord

        choices = chords(self.offers, self.keymap)[start]
        self.app.push_screen(Chord(start, choices), self._chord_chosen)

    async def _chord_chosen(self, command: CommandClass | None) -> None:
        """Do what the chord meant; ``None``: it was given up."""
        if command is not None:
            await self.do(command)

    # --- the footer ----------------------------------------------------------------------------

    def footer_word(self, command: CommandClass) -> str:
        """Its word in the footer as things are now; empty where it would lead nowhere."""
        return command.footer

    def refresh_hints(self) -> None:
        """Show the footer's commands as they are now; call it when a ``why_not`` may have changed."""
        for hints in self.query(Hints):
            hints.hints = tuple(
                Hint(
                    command.id(),
                    self.keymap.shown(command),
                    word,
                    self.why_not(command) is not None,
                )
                for command in dict.fromkeys(self.offers)
                if (word := self.footer_word(command)) and self.keymap.keys_of(command)
            )

    def show_note(self, text: str) -> None:
        """Say something at the footer's right end; empty: nothing."""
        for hints in self.query(Hints):
            hints.note = text

    def refresh_header(self) -> None:
        """Show in the first line what the desk knows by now."""
        for header in (*self.query(DeskHeader), *self.query(CartHeader)):
            show_desk(header, self.desk, self.known_at)
        self.show_job()

    def show_job(self) -> None:
        """Say above the last line how far a change of many carts is, and what came of it."""
        if self.desk.job is not None and not self.is_modal:
            from cartui.screens.desk.job_shown import show_job

            show_job(self, self.desk.job)

    # --- what happens meanwhile ------------------------------------------------------------------

    def on_mount(self) -> None:
        """Fill the first and the last line."""
        self.refresh_hints()
        self.refresh_header()
        if self.desk.is_open:
            self.when_open()
        elif self.desk.trouble:
            self.when_not_opened()

    def on_screen_resume(self) -> None:
        """Something may have changed while another screen was in front."""
        self.refresh_hints()
        self.refresh_header()

    def when_open(self) -> None:
        """The client is open: read what this screen shows. Called once, when mounted or later."""

    def when_not_opened(self) -> None:
        """The client cannot be opened, and ``desk.trouble`` says why; it is tried again."""

    def when_changed(self, changes: Sequence[Change]) -> None:
        """These things were changed, here or elsewhere. Called while other screens are in front, too."""

    def when_present(self, carts: Collection[str]) -> None:
        """Somebody opened or left these carts (by id). The carts themselves did not change."""

    def when_commented(self, changes: Sequence[Change]) -> None:
        """Somebody commented on these carts. The carts themselves did not change."""

    def when_exported(self, changes: Sequence[Change]) -> None:
        """These exports were begun, or are written. No cart changed."""

    def when_messages(self, changes: Sequence[Change]) -> None:
        """Something became of these messages to customers. The carts themselves did not change."""

    def when_missed(self) -> None:
        """Changes may have been missed: read again what is shown. Called as ``when_changed`` is."""
        self.when_changed(())

    @on(Hints.Chosen)
    async def hint_chosen(self, event: Hints.Chosen) -> None:
        """A hint was clicked."""
        event.stop()
        await self.action_command(event.command)

    # --- talking to the client -------------------------------------------------------------------

    def read(
        self,
        work: Coroutine[None, None, None],
        *,
        group: str,
        hold: Hold | None = None,
        quietly: bool = False,
    ) -> None:
        """Read from the client in a worker of this screen; a newer read of the same group replaces it.

        A ``ClientError`` goes to :meth:`show_error`; where nobody asked for it (``quietly``), that the
        backend is away stands in the first line only. ``hold`` is released at its end, whatever ends it.
        """
        guarded = partial(self._guarded, work, is_read=True, quietly=quietly)
        worker: Worker[None] = self.run_worker(guarded, group=group, exclusive=True)
        if hold is not None:
            hold.give_up = worker.cancel
        self._tie(worker, work, hold)

    def write(self, work: Coroutine[None, None, None], *, hold: Hold | None = None) -> None:
        """Write in a worker of the app, so that it ends even when this screen goes away.

        A ``ClientError`` goes to :meth:`show_error`. ``hold`` is released at its end, whatever ends it.
        """
        self._tie(self.app.run_worker(partial(self._guarded, work), group="writes"), work, hold)

    def flow(self, steps: Callable[[Hold], Coroutine[None, None, None]]) -> None:
        """Do steps that wait for the backend and for dialogs; keys are held until they release them."""
        hold = self.desk_app.type_ahead.hold()
        work = steps(hold)
        worker: Worker[None] = self.run_worker(partial(self._guarded, work), group="flow")
        hold.give_up = worker.cancel
        self._tie(worker, work, hold)

    @staticmethod
    def _tie(worker: Worker[None], work: Coroutine[None, None, None], hold: Hold | None) -> None:
        """When the worker ends, release the keys, and close the coroutine in case it never started."""

        def ended(_task: object) -> None:
            work.close()
            if hold is not None:
                hold.release()

        assert worker._task is not None  # noqa: S101 - it was started with the call
        worker._task.add_done_callback(ended)

    async def _guarded(
        self, work: Coroutine[None, None, None], *, is_read: bool = False, quietly: bool = False
    ) -> None:
        """Show what the client refuses. An answer to a screen that is being taken away has no place."""
        try:
            await work
        except ClientError as error:
            self.note_failure(error, is_read=is_read)
            if not (quietly and is_silence(error)):
                self.show_error(error)
        except NoMatches:
            if not self._pruning:
                raise

    def note_failure(self, error: ClientError, *, is_read: bool) -> None:
        """A call ended in this error: keep its message, and see whether the backend is away."""
        self.desk.note_trouble(error.message)
        self.desk_app.doubt(error, is_read=is_read)

    def tells_why(self, error: ClientError) -> bool:
        """Whether to show the error's own message too.

        For an unreachable server the sign in the first line says it all.
        """
        return self.desk.client.capabilities.backend == LOCAL or not is_silence(error)

    async def or_last_known(self, answer: Awaitable[T]) -> tuple[T, datetime | None]:
        """The result of a read with ``None``; if the backend is away, its last known result and when.

        Raises ``Unavailable`` if there is none.
        """
        try:
            return await answer, None
        except Unavailable as error:
            if error.last_known is None or error.as_of is None:
                raise
            self.note_failure(error, is_read=True)
            return cast("T", error.last_known), error.as_of  # the protocol's word: it is what the read gives

    async def until_answered(
        self,
        what: str,
        send: Callable[[], Awaitable[T]],
        *,
        waits: Callable[[ClientError], None] = lambda _error: None,
        hold: Hold | None = None,
    ) -> T:
        """Repeat a call until it is answered. ``send`` uses one idempotency key, so the work is done once.

        ``what`` describes the open request to an agent who quits meanwhile; ``waits`` is called after each
        failed try; ``hold`` is released after the first, so that typing never waits for an absent backend.
        """
        tries, mark = 0, object()
        try:
            while True:
                try:
                    return await send()
                except (Unavailable, Unauthenticated) as error:
                    self.desk.unanswered[mark] = what
                    if hold is not None:
                        hold.release()
                    waits(error)
                    self.note_failure(error, is_read=False)
                    await self.desk.reach.pause(tries, error)
                    tries += 1
        finally:
            if self.desk.unanswered.pop(mark, None) is not None:
                self.desk_app.show_reach()

    def show_error(self, error: ClientError) -> None:
        """Say what went wrong; a screen that has a place beside the cause says it there."""
        self.notify(
            "\n".join([error.message, *(problem.message for problem in error.problems)]), severity="error"
        )


class DeskModal(DeskScreen[ScreenResultType], ModalScreen[ScreenResultType]):
    """A dialog of the desk: it has the keys to itself. The first line of the screen below stays in sight."""

    DEFAULT_CSS = """
    DeskModal:ansi { background: transparent; }
    """
