"""Writing what is ready while the next is being prepared."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self


class Behind:
    """One piece of work at a time in a second thread, in the order in which it was given.

    Whoever prepares the next piece meanwhile must not touch what the thread works with (a connection).
    A piece that failed raises its error at the next one, or at the end.
    """

    def __init__(self) -> None:
        """Start no thread before there is work for it."""
        self._thread: ThreadPoolExecutor | None = None
        self._under_way: Future[None] | None = None

    def do(self, work: Callable[[], None]) -> None:
        """Wait until the piece before is done, and begin this one."""
        self.wait()
        if self._thread is None:
            self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="cartui-behind")
        self._under_way = self._thread.submit(work)

    def wait(self) -> None:
        """Wait for the piece under way; raises the error that it failed with."""
        pending, self._under_way = self._under_way, None
        if pending is not None:
            pending.result()

    def __enter__(self) -> Self:
        """Use it as a context: nothing is under way any more when it is left."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the work under way end; its own error counts only where there is no other."""
        if self._thread is not None:
            self._thread.shutdown(wait=True)
        if error is None:
            self.wait()
