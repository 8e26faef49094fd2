"""Load for `bench.rest` where wrk is not installed.

`python -m bench.rest_load URL PATH TOKEN CONNECTIONS SECONDS` prints how many requests were answered, and how
many were answered with anything but 200 or not at all. `{}` in the path is another number each time.
"""

import asyncio
import itertools
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit


async def ask(host: str, port: int, requests: Iterator[bytes], end: float) -> tuple[int, int]:
    """Ask over one connection, again and again; gives answers and errors."""
    answers = 0
    reader, writer = await asyncio.open_connection(host, port)
    try:
        while time.monotonic() < end:
            writer.write(next(requests))
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(int(length.partition(b":")[2]))
            if not head.startswith(b"HTTP/1.1 200 "):
                return answers, 1
            answers += 1
    except (OSError, asyncio.IncompleteReadError):
        return answers, 1
    finally:
        writer.close()
    return answers, 0


async def load(url: str, path: str, token: str, connections: int, seconds: float) -> tuple[int, int]:
    """Ask over many connections at once."""
    where = urlsplit(url)
    host, port = where.hostname or "", where.port or 80
    lines = (f"GET {path} HTTP/1.1", f"Host: {where.netloc}", f"Authorization: Bearer {token}", "", "")
    request, end = "\r\n".join(lines).encode(), time.monotonic() + seconds
    requests = (request.replace(b"{}", str(number).encode()) for number in itertools.count())
    each = (ask(host, port, requests, end) for _ in range(connections))
    answers, errors = zip(*await asyncio.gather(*each), strict=True)
    return sum(answers), sum(errors)


if __name__ == "__main__":
    url, path, token, connections, seconds = sys.argv[1:]
    print(*asyncio.run(load(url, path, token, int(connections), float(seconds))))  # noqa: T201  what it is for
