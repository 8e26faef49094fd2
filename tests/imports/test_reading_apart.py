"""A long file is read by a process of its own: the same parts come, whatever becomes of that process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from cartui.imports import reader_process
from cartui.imports.carts import read_carts
from cartui.imports.reader_process import Beginning, parts_of, read_apart
from cartui.model.errors import Invalid
from tests.imports.reading import a_shop

ROWS = 30_000

KEEP_READING = """
import sys, time
from pathlib import Path
from tests.imports import test_reading_apart as here
parts = here.read_apart(here.reading_of(Path(sys.argv[1])))
next(parts)
print(here.process_ids(), flush=True)
time.sleep(60)
"""


@pytest.fixture
def long_file(tmp_path: Path) -> Path:
    """A file of several parts, with a row now and then that is refused."""
    file = tmp_path / "long.csv"
    rows = (f"R{n // 20},2026-11-01,SHIRT-L,{n % 100 or -1},1200.50,who came at {n}\n" for n in range(ROWS))
    file.write_text("reference,date,sku,quantity,unit_price,title\n" + "".join(rows), encoding="utf-8")
    assert file.stat().st_size > reader_process.LONG_FILE
    return file


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """The processes that were started; none of them is left in the end."""
    started: list[subprocess.Popen[bytes]] = []

    class Seen(subprocess.Popen[bytes]):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # type: ignore[call-overload]
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Seen)
    yield started
    assert all(process.poll() is not None for process in started)


def reading_of(file: Path) -> Beginning:
    """How its carts are read."""
    return partial(read_carts, file, shop=a_shop(), market="BD", name="long.csv")


def process_ids() -> str:
    """The processes that this one has started and not yet seen the end of (Linux)."""
    return Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text(encoding="ascii").strip()


def is_running(process: int) -> bool:
    """Whether it has not ended, be it that nobody has asked after it yet."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_the_parts_of_a_long_file_are_those_that_reading_it_here_gives(
    long_file: Path, processes: list["subprocess.Popen[bytes]"]
) -> None:
    reading = reading_of(long_file)
    parts = list(parts_of(long_file, reading))
    assert parts == list(reading())
    assert sum(part.rows for part in parts) == ROWS
    assert len(processes) == 1


def test_a_short_file_and_a_stream_are_read_here(
    long_file: Path, tmp_path: Path, processes: list["subprocess.Popen[bytes]"]
) -> None:
    short = tmp_path / "short.csv"
    short.write_text("reference,date,sku,quantity,unit_price\nR1,2026-11-01,SHIRT-L,1,5\n", encoding="utf-8")
    assert len(list(parts_of(short, reading_of(short)))) == 1
    with long_file.open("rb") as stream:
        reading = partial(read_carts, stream, shop=a_shop(), market="BD", name="long.csv")
        assert list(parts_of(stream, reading)) == list(reading_of(long_file)())
    assert processes == []


def test_what_is_wrong_with_the_file_is_said_as_if_it_were_read_here(
    long_file: Path, processes: list["subprocess.Popen[bytes]"]
) -> None:
    with long_file.open("a", encoding="utf-8") as file:
        file.write('R1,2026-11-01,"SHIRT-L,1,5,never closed\n')
    with pytest.raises(Invalid) as here:
        next(reading_of(long_file)())
    with pytest.raises(Invalid) as there:
        next(parts_of(long_file, reading_of(long_file)))
    assert (there.value.message, there.value.problems) == (here.value.message, here.value.problems)
    assert len(processes) == 1


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="No such file"):
        next(parts_of(tmp_path / "gone.csv", reading_of(tmp_path / "gone.csv")))


def test_a_process_that_is_killed_is_not_missed(
    long_file: Path, processes: list["subprocess.Popen[bytes]"]
) -> None:
    parts = parts_of(long_file, reading_of(long_file))
    taken = [next(parts)]
    processes[0].kill()
    taken += parts
    assert taken == list(reading_of(long_file)())


@pytest.mark.parametrize("executable", ["/nowhere/python", "/bin/echo", "/bin/false"])
def test_what_is_no_python_is_not_needed(
    long_file: Path, monkeypatch: pytest.MonkeyPatch, executable: str
) -> None:
    expected = list(reading_of(long_file)())
    monkeypatch.setattr(sys, "executable", executable)
    assert list(read_apart(reading_of(long_file))) == expected


def test_a_reading_that_is_given_up_takes_its_process_with_it(
    long_file: Path, processes: list["subprocess.Popen[bytes]"]
) -> None:
    parts = parts_of(long_file, reading_of(long_file))
    next(parts)
    assert processes[0].poll() is None
    parts.close()
    assert processes[0].poll() is not None


@pytest.mark.skipif(sys.platform != "linux", reason="looks processes up in /proc")
def test_an_import_that_is_killed_leaves_no_process_behind(long_file: Path) -> None:
    command = [sys.executable, "-c", KEEP_READING, str(long_file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as importing:
        assert importing.stdout is not None
        reader = int(importing.stdout.readline())
        assert is_running(reader)
        importing.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while is_running(reader) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not is_running(reader)
