"""An SSH server of the tests' own on loopback, where each key opens one program and nothing else.

It is run by whoever runs the tests, with keys and settings in a folder of its own. What a key may do is
set up as docs/ssh.md says it.
"""

import getpass
import os
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.ports import free_port
from tests.waiting import PATIENCE

MISSING: Final = "OpenSSH's server is not installed here (Debian: apt-get install openssh-server)"

_SERVER: Final = "/usr/sbin:/usr/local/sbin:/usr/libexec:/usr/bin:/usr/local/bin"
"""Where it is looked for, which is in few users' PATH."""

_SETTINGS: Final = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host
PidFile {folder}/pid
AuthorizedKeysFile {folder}/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
PrintMotd no
PrintLastLog no
AcceptEnv LANG LC_*
Subsystem sftp internal-sftp
"""


@dataclass(frozen=True)
class SshServer:
    """A server that listens, and the way in."""

    folder: Path
    port: int

    def command(self, key: str, *options: str, words: tuple[str, ...] = ()) -> list[str]:
        """What to call to come in with that key; ``words`` are what one asks to be run there."""
        settings = {
            "IdentitiesOnly": "yes",
            "IdentityFile": self.folder / key,
            "StrictHostKeyChecking": "no",
            "UserKnownHostsFile": self.folder / "known_hosts",
            "BatchMode": "yes",
            "LogLevel": "ERROR",
        }
        said = [part for name, value in settings.items() for part in ("-o", f"{name}={value}")]
        return [
            "ssh",
            "-F",
            "none",
            *said,
            "-p",
            str(self.port),
            *options,
            f"{getpass.getuser()}@127.0.0.1",
            *words,
        ]


@contextmanager
def ssh_server(folder: Path, commands: Mapping[str, tuple[str, ...]]) -> Iterator[SshServer]:
    """Run one; ``commands`` are what each key opens. Skips the test where there is none, but not in CI."""
    program = shutil.which("sshd", path=_SERVER)
    if program is None or shutil.which("ssh") is None:
        assert not os.environ.get("CI"), MISSING
        pytest.skip(MISSING)
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # its empty room, which a service would have made
    for key in ("host", *commands):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", key, "-f", folder / key], check=True
        )
    opens = (_line(command, (folder / f"{key}.pub").read_text()) for key, command in commands.items())
    (folder / "authorized_keys").write_text("".join(opens))
    port = free_port()
    (folder / "sshd_config").write_text(_SETTINGS.format(port=port, folder=folder))
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen([program, "-D", "-e", "-f", folder / "sshd_config"], stderr=log) as server,
    ):
        try:
            _wait_until_it_listens(port, server, folder / "log")
            yield SshServer(folder, port)
        finally:
            server.terminate()


def _line(command: tuple[str, ...], public: str) -> str:
    """What stands in ``authorized_keys`` for a key."""
    quoted = shlex.join(command).replace("\\", "\\\\").replace('"', '\\"')
    return f'command="{quoted}",restrict,pty {public.strip()}\n'


def _wait_until_it_listens(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return when it can be reached; fails with its own words where it ended."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text()
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(log.read_text())
