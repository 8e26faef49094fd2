"""docs/digest.md does what it says: its timer is one, and its commands are the program's."""

import os
import re
import shutil
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path
from typing import Final

import pytest

from tests.smtp_server import HOST, mail_server
from tests.whole_program.conftest import Program

PAGE: Final = (Path(__file__).resolve().parents[2] / "docs" / "digest.md").read_text(encoding="utf-8")

CARTUI: Final = (sys.executable, "-m", "cartui")

INSTALLED: Final = "/usr/local/bin/cartui"


def units() -> dict[str, str]:
    """The units of the page by the names that it gives them, in their order."""
    names = re.findall(r"`/etc/systemd/system/([\w.-]+)`", PAGE)
    return dict(zip(names, re.findall(r"```ini\n(.*?)```", PAGE, re.DOTALL), strict=True))


def parsed(unit: str) -> RawConfigParser:
    """A unit file."""
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's names have both cases
    parser.read_string(unit)
    return parser


def test_of_two_timers_that_run_its_command_at_once_one_sends_the_mail(program: Program) -> None:
    command = parsed(units()["cartui-digest.service"])["Service"]["ExecStart"]
    [by_cron] = re.findall(r"^\S+ \S+ \S+ \S+ \S+\s+cartui (.*)$", PAGE, re.MULTILINE)
    assert command == f"{INSTALLED} {by_cron}"
    environment = {**os.environ, "HOME": str(program.home), "CARTUI_HOME": str(program.home)}
    with mail_server() as server:
        settings = f'host = "{HOST}"\nport = {server.port}\nsecurity = "none"\nsender = "shop@example.com"\n'
        (program.home / "config.toml").write_text(f"[mail]\n{settings}", encoding="utf-8")
        shop = program.home / "shop.toml"
        digest = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]
        shown = subprocess.run(
            [*CARTUI, "--db", str(program.database), "shop", "show"],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        shop.write_text(re.sub(r"\[shop.digest\]\n.*\n", digest, shown), encoding="utf-8")
        program.run("shop", "apply", str(shop))
        words = [*CARTUI, "--db", str(program.database), *by_cron.split()]
        both = [
            subprocess.Popen(
                words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
            for _ in range(2)
        ]
        told = [each.communicate()[1] for each in both]
        assert sorted(each.returncode for each in both) == [0, 1], told
        received = [each.recipients for each in server.received]
        assert sorted(received) == [("lead@example.com",), ("owner@example.com",)]
        assert all(each.text("html").startswith("<!DOCTYPE html>") for each in server.received)


def test_the_examples_of_reading_it_run(program: Program) -> None:
    shown = [line.partition(" #")[0].split()[1:] for line in PAGE.splitlines() if line.startswith("cartui ")]
    assert len(shown) == 3
    for words in shown:
        assert program.run(*words)


def test_the_timer_is_one(tmp_path: Path) -> None:
    timer = parsed(units()["cartui-digest.timer"])
    assert timer["Install"]["WantedBy"] == "timers.target"
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed here")
    command = tmp_path / "cartui"
    command.write_text("#!/bin/sh\n", encoding="utf-8")
    command.chmod(0o755)
    for name, unit in units().items():
        (tmp_path / name).write_text(unit.replace(INSTALLED, str(command)), encoding="utf-8")
    files = [str(tmp_path / name) for name in units()]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True, check=False
    )
    assert (done.returncode, [line for line in done.stderr.splitlines() if str(tmp_path) in line]) == (0, [])
    subprocess.run(["systemd-analyze", "calendar", timer["Timer"]["OnCalendar"]], check=True)
