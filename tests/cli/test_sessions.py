"""What the desk remembers from one start to the next: of each shop and agent by itself."""

import os
import stat
import sys
from pathlib import Path

import pytest

from cartui.settings.backends import Backend
from cartui.settings.errors import NotWritten
from cartui.settings.sessions import Session, Sessions

TEAM = Backend(url="https://carts.example.com", profile="team")


@pytest.fixture
def sessions(tmp_path: Path) -> Sessions:
    return Sessions(tmp_path / "state", TEAM)


def test_what_was_looked_for_is_there_at_the_next_start(sessions: Sessions, tmp_path: Path) -> None:
    assert sessions.load("alice") == Session()
    sessions.save("alice", Session(query="state:locked"))
    assert Sessions(tmp_path / "state", TEAM).load("alice").query == "state:locked"


def test_it_is_each_agents_own_in_each_shop(sessions: Sessions, tmp_path: Path) -> None:
    sessions.save("alice", Session(query="rahim"))
    others = (
        Backend(url="https://carts.example.com", profile="other"),
        Backend(url="https://elsewhere.example.com", profile="team"),
        Backend(database="/srv/shop.sqlite3", profile="team"),
    )
    assert sessions.load("bob") == Session()
    for other in others:
        assert Sessions(tmp_path / "state", other).load("alice") == Session()


def test_two_desks_of_an_agent_keep_what_each_of_them_changed(sessions: Sessions) -> None:
    before = Session(query="rahim", view="All", cursor="cart-1", columns=("number", "total"), preview=True)
    sessions.save("alice", before)
    one = before.model_copy(update={"query": "state:locked", "view": "Locked"})
    other = before.model_copy(update={"preview": False, "theme": "nord"})
    sessions.save("alice", one, since=before)
    sessions.save("alice", other, since=before)
    assert sessions.load("alice") == other.model_copy(update={"query": "state:locked", "view": "Locked"})


def test_of_two_desks_the_list_of_the_later_one_is_kept_as_a_whole(sessions: Sessions) -> None:
    sessions.save("alice", Session(query="state:locked", view="Locked", cursor="cart-7"), since=Session())
    later = Session(query="rahim", cursor="cart-9")
    sessions.save("alice", later, since=Session())
    assert sessions.load("alice") == later


def test_a_chosen_theme_counts_until_the_settings_say_another_one_than_then() -> None:
    chosen = Session(theme="nord", theme_said="gruvbox")
    assert Session().theme_over("gruvbox") == "gruvbox"
    assert chosen.theme_over("gruvbox") == "nord"
    assert chosen.theme_over("dracula") == "dracula"
    assert chosen.theme_over("") == ""


@pytest.mark.parametrize("agent", ["", "../../x", "a/b", "রহিম", "x" * 20_000, "\ud800"])
def test_any_name_has_a_file_in_the_folder(sessions: Sessions, tmp_path: Path, agent: str) -> None:
    sessions.save(agent, Session(query="a"))
    assert sessions.load(agent).query == "a"
    assert sessions.file(agent).parent == tmp_path / "state" / "sessions"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file modes")
def test_nobody_else_can_read_it(sessions: Sessions) -> None:
    sessions.save("alice", Session(query="rahim"))
    file = sessions.file("alice")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\x00\xff",
        b'{"query": 7}',
        b'{"query": "a", "more": 1}',
        b'{"query":"' + b"a" * 200_000,
    ],
)
def test_a_damaged_file_is_passed_over_and_replaced(sessions: Sessions, content: bytes) -> None:
    sessions.save("alice", Session(query="rahim"))
    sessions.file("alice").write_bytes(content)
    assert sessions.load("alice") == Session()
    sessions.save("alice", Session(query="karim"))
    assert sessions.load("alice").query == "karim"


def test_what_is_read_is_clean(sessions: Sessions) -> None:
    sessions.save("alice", Session())
    sessions.file("alice").write_bytes(b'{"query": "a\\u001b[31mb"}')
    assert "\x1b" not in sessions.load("alice").query


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    sessions = Sessions(tmp_path / "state", TEAM)
    assert sessions.load("alice") == Session()
    with pytest.raises(NotWritten):
        sessions.save("alice", Session(query="a"))


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this system has no owners of files")
def test_a_session_that_others_could_have_written_is_not_believed(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path / "state", TEAM)
    sessions.save("alice", Session(query="state:locked"))
    sessions.file("alice").chmod(0o666)
    assert sessions.load("alice") == Session()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes that have a name")
def test_a_pipe_in_place_of_a_session_keeps_nobody_waiting(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path / "state", TEAM)
    sessions.save("alice", Session())
    sessions.file("alice").unlink()
    os.mkfifo(sessions.file("alice"), 0o600)
    assert sessions.load("alice") == Session()
