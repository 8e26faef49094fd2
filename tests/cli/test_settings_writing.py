"""What cartui writes into the config file: one value, and everything else as it was."""

import json
import os
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.settings.errors import NotWritten
from cartui.settings.model import Settings
from cartui.settings.reference import example_file
from cartui.settings.toml_editing import EditError, with_values
from cartui.settings.writing import begin_settings, set_settings

THEME = ("display", "theme")

OWN = """\
# mine
agent = "alice"   # that is me

[display]  # looks
timezone = 'Asia/Dhaka'

[future]
unknown = [1,
  2]   # not ours
"""


WORDS = st.text(st.characters(codec="utf-8"))
"""Any text that a file can hold."""


def quoted(value: str | bool | int) -> str:
    """A key or a value as TOML."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "config" / "config.toml"


def test_comments_order_and_what_is_unknown_stay() -> None:
    assert with_values(OWN, {THEME: "nord"}) == OWN.replace(
        "'Asia/Dhaka'\n", "'Asia/Dhaka'\ntheme = \"nord\"\n"
    )


def test_a_value_that_is_there_is_changed_where_it_stands() -> None:
    assert with_values(OWN, {("agent",): "bob"}) == OWN.replace('"alice"', '"bob"')


def test_an_example_in_comments_is_used_with_its_table() -> None:
    edited = with_values(example_file(), {THEME: "nord", ("profile",): "shop"})
    assert tomllib.loads(edited) == {"display": {"theme": "nord"}, "profile": "shop"}
    assert "\n[display]\n" in edited
    assert '\ntheme = "nord"\n' in edited
    assert "# theme" not in edited
    assert len(edited.splitlines()) == len(example_file().splitlines())


def test_every_setting_of_the_example_can_be_used_one_after_the_other() -> None:
    text = example_file()
    for path in (
        ("log", "level"),
        ("keymap", "new-cart"),
        THEME,
        ("agent",),
        ("profiles", "shop", "database"),
    ):
        text = with_values(text, {path: "info" if path[0] == "log" else "x"})
    used = tomllib.loads(text)
    assert set(used) == {"log", "keymap", "display", "agent", "profiles"}
    Settings.model_validate(used)


def test_what_stands_under_a_server_that_was_chosen_is_its_own_when_it_is_uncommented() -> None:
    named = {("profile",): "team", ("profiles", "team", "url"): "https://carts.example.com"}
    text = with_values(example_file(), named)
    head, mark, rest = text.partition("\n[profiles.team]\n")
    own = rest.partition("\n# [")[0]
    for name in ("colour", "read_only", "agent"):
        assert f"\n# {name} = " in own
        own = own.replace(f"\n# {name} = ", f"\n{name} = ")
    used = tomllib.loads(head + mark + own)
    assert set(used["profiles"]["team"]) == {"url", "colour", "read_only", "agent"}
    Settings.model_validate(used)


def test_an_example_whose_table_would_take_what_follows_is_left_alone() -> None:
    text = '# [display]\n# theme = "x"\nagent = "alice"\n'
    edited = with_values(text, {THEME: "nord"})
    assert tomllib.loads(edited) == {"agent": "alice", "display": {"theme": "nord"}}
    assert edited.startswith(text)


def test_a_setting_of_the_top_goes_before_the_tables() -> None:
    assert tomllib.loads(with_values('[log]\nlevel = "info"\n', {("agent",): "a"})) == {
        "agent": "a",
        "log": {"level": "info"},
    }


def test_line_ends_of_windows_and_inline_tables_stay() -> None:
    edited = with_values('display = { timezone = "UTC" } # looks\r\nagent = "a"\r\n', {THEME: "nord"})
    assert tomllib.loads(edited)["display"] == {"timezone": "UTC", "theme": "nord"}
    assert '# looks\r\nagent = "a"\r\n' in edited


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("agent = ", "not TOML"),
        ('display = "x"', "display is not a table"),
        ("[display.theme]\n", "is a table"),
    ],
)
def test_a_file_without_a_place_for_it_is_refused(text: str, reason: str) -> None:
    with pytest.raises(EditError, match=reason):
        with_values(text, {THEME: "nord"})


@given(WORDS, st.dictionaries(WORDS, WORDS | st.booleans() | st.integers(0, 99)))
def test_whatever_is_written_is_read_again_and_nothing_else_changes(
    theme: str, others: dict[str, str | bool | int]
) -> None:
    others.pop("display", None)
    rows = "".join(f"{quoted(key)} = {quoted(value)}\n" for key, value in others.items())
    text = f"# kept\n{rows}"
    edited = with_values(text, {THEME: theme})
    assert tomllib.loads(edited) == {**tomllib.loads(text), "display": {"theme": theme}}
    assert edited.startswith(text)


# --- the file --------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file modes")
def test_the_first_value_makes_a_private_file_with_every_setting_in_comments(config: Path) -> None:
    set_settings(config, {THEME: "nord"})
    assert tomllib.loads(config.read_text(encoding="utf-8")) == {"display": {"theme": "nord"}}
    assert "# timezone" in config.read_text(encoding="utf-8")
    assert (mode_of(config), mode_of(config.parent)) == (0o600, 0o700)
    assert list(config.parent.iterdir()) == [config]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file modes")
def test_a_file_that_others_could_read_becomes_private(config: Path) -> None:
    config.parent.mkdir()
    config.write_text(OWN)
    config.chmod(0o644)
    set_settings(config, {THEME: "nord"})
    assert mode_of(config) == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("exists", [True, False])
def test_a_link_to_the_config_stays_a_link(config: Path, tmp_path: Path, exists: bool) -> None:
    real = tmp_path / "dotfiles" / "cartui.toml"
    real.parent.mkdir()
    if exists:
        real.write_text(OWN)
    config.parent.mkdir()
    config.symlink_to(real)
    set_settings(config, {THEME: "nord"})
    assert config.is_symlink()
    assert tomllib.loads(real.read_text())["display"]["theme"] == "nord"


def test_the_mark_at_the_beginning_stays(config: Path) -> None:
    config.parent.mkdir()
    config.write_bytes(b"\xef\xbb\xbf" + OWN.encode())
    set_settings(config, {THEME: "nord"})
    assert config.read_bytes().startswith(b"\xef\xbb\xbf# mine")
    assert tomllib.loads(config.read_text(encoding="utf-8-sig"))["display"]["theme"] == "nord"


def test_a_file_that_somebody_broke_is_not_touched(config: Path) -> None:
    config.parent.mkdir()
    config.write_text("agent = \n")
    with pytest.raises(NotWritten, match=r"was not changed: it is not TOML .*line 1"):
        set_settings(config, {THEME: "nord"})
    assert config.read_text() == "agent = \n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file modes")
def test_a_read_only_file_is_not_touched(config: Path) -> None:
    config.parent.mkdir()
    config.write_text(OWN)
    config.chmod(0o400)
    with pytest.raises(NotWritten, match="it is read-only"):
        set_settings(config, {THEME: "nord"})
    assert config.read_text() == OWN
    assert list(config.parent.iterdir()) == [config]


def test_a_full_disk_loses_nothing(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config.parent.mkdir()
    config.write_text(OWN)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotWritten, match="was not changed: no space left on device"):
        set_settings(config, {THEME: "nord"})
    assert config.read_text() == OWN
    assert list(config.parent.iterdir()) == [config]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotWritten, match="was not changed"):
        set_settings(tmp_path / "file" / "config.toml", {THEME: "nord"})


@pytest.mark.skipif(sys.platform == "win32", reason="the lock is Unix's")
def test_two_desks_that_write_at_once_keep_each_others_key(config: Path) -> None:
    config.parent.mkdir()
    config.write_text(OWN)
    script = (
        "import sys; from pathlib import Path; from cartui.settings.writing import set_settings\n"
        "for n in range(40): set_settings(Path(sys.argv[1]), {('display', sys.argv[2]): str(n)})"
    )
    desks = [
        subprocess.Popen([sys.executable, "-c", script, str(config), key]) for key in ("theme", "locale")
    ]
    assert [desk.wait(60) for desk in desks] == [0, 0]
    display = tomllib.loads(config.read_text())["display"]
    assert display == {"timezone": "Asia/Dhaka", "theme": "39", "locale": "39"}


# --- the example -----------------------------------------------------------------------------------


def test_the_example_replaces_nothing_unless_asked_and_keeps_what_was_there(config: Path) -> None:
    assert begin_settings(config) is None
    with pytest.raises(FileExistsError):
        begin_settings(config)
    config.write_text(OWN)
    kept = begin_settings(config, replace=True)
    assert kept == config.with_name("config.toml.old")
    assert (kept.read_text(), config.read_text(encoding="utf-8")) == (OWN, example_file())


def test_what_was_kept_is_never_overwritten(config: Path) -> None:
    begin_settings(config)
    config.write_text(OWN)
    kept = [begin_settings(config, replace=True) for _ in range(3)]
    assert [path.name for path in kept if path] == [
        "config.toml.old",
        "config.toml.old-2",
        "config.toml.old-3",
    ]
    assert config.with_name("config.toml.old").read_text() == OWN
