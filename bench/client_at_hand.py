"""A client that is open, on a loop that does nothing else."""

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager

from cartui.client.local import LocalClient


@contextmanager
def at_hand(client: LocalClient) -> Iterator[asyncio.AbstractEventLoop]:
    """The loop on which the client is open; it is closed with the block.

    ``asyncio.Runner`` takes over ctrl+c for each thing that it runs, and writes out the task and its result,
    a whole page, to find out who had it before: half a millisecond and more that no desk spends, in some
    terminals only, and caches full of something else.
    """
    with closing(asyncio.new_event_loop()) as loop:
        loop.run_until_complete(client.__aenter__())
        try:
            yield loop
        finally:
            loop.run_until_complete(client.__aexit__(None, None, None))
            loop.run_until_complete(loop.shutdown_default_executor())
