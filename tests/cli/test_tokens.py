"""Where a token is kept, for whom it is given out again, and when it rather is not."""

import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from pydantic import SecretStr

from cartui.model.errors import Invalid, Unauthenticated
from cartui.settings import system_keyring
from cartui.settings.kept_secrets import KEYRING
from cartui.settings.paths import Paths
from cartui.settings.tokens import (
    as_token,
    find_token,
    forget_token,
    keep_token,
    server_of,
    token_file,
    token_place,
)

SHOP = "https://carts.example.com"
SECRET = "cartui_4Xq-kept_in-one.place"
TOKEN = SecretStr(SECRET)


class Drawer(KeyringBackend):
    """A keyring that keeps everything in this process."""

    priority: float = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring has no types here
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Broken(Drawer):
    """A keyring whose system has a fault, of a kind that only its own library knows."""

    def get_password(self, service: str, username: str) -> str | None:
        raise LookupError(f"no bus for {service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise LookupError(f"no bus for {service} {username} {password}")


@pytest.fixture(autouse=True)
def no_keyring() -> Iterator[None]:
    """A machine without a keyring, whatever this one has."""
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]  # as above
    yield
    keyring.set_keyring(before)


@pytest.fixture
def drawer(no_keyring: None) -> Drawer:
    """A machine with a keyring."""
    drawer = Drawer()
    keyring.set_keyring(drawer)
    return drawer


def found(paths: Paths, url: str = SHOP, profile: str = "", **environment: str) -> str | None:
    """The token that is found there."""
    token = find_token(url, profile, environment=environment, paths=paths)
    return None if token is None else token.token.get_secret_value()


def test_nobody_has_a_token_before_a_login(paths: Paths) -> None:
    assert found(paths) is None
    assert token_place(SHOP, environment={}, paths=paths) == ""
    assert not paths.state.exists()


def test_without_a_keyring_a_token_is_kept_in_a_file_that_only_its_owner_reads(paths: Paths) -> None:
    place = keep_token(SHOP, "", TOKEN, paths=paths)
    assert place == token_place(SHOP, environment={}, paths=paths) == str(paths.state / "tokens.json")
    assert stat.S_IMODE(token_file(paths).stat().st_mode) == 0o600
    assert stat.S_IMODE(paths.state.stat().st_mode) == 0o700
    assert found(paths) == SECRET


def test_with_a_keyring_no_file_has_the_token(paths: Paths, drawer: Drawer) -> None:
    assert keep_token(SHOP, "shop", TOKEN, paths=paths) == KEYRING
    assert drawer.kept == {("cartui", f"{SHOP} (shop)"): SECRET}
    assert SECRET not in token_file(paths).read_text()
    assert found(paths, profile="shop") == SECRET
    assert token_place(SHOP, "shop", environment={}, paths=paths) == KEYRING


def test_a_keyring_with_a_fault_is_no_reason_to_stop(paths: Paths) -> None:
    keyring.set_keyring(Broken())
    assert keep_token(SHOP, "", TOKEN, paths=paths) == str(token_file(paths))
    assert found(paths) == SECRET


def test_a_keyring_that_cannot_be_asked_later_is_named_with_a_way_out(paths: Paths, drawer: Drawer) -> None:
    keep_token(SHOP, "", TOKEN, paths=paths)
    keyring.set_keyring(Broken())
    with pytest.raises(Unauthenticated) as refused:
        find_token(SHOP, environment={}, paths=paths)
    assert refused.value.message == (
        f"The token for {SHOP} is in the system's keyring, which cannot be asked now (LookupError). "
        "Unlock it, or set CARTUI_TOKEN."
    )
    assert found(paths, CARTUI_TOKEN="cartui_other") == "cartui_other"


@pytest.mark.parametrize("display", ["", ":0"])
def test_a_keyring_that_waits_for_somebody_who_is_not_there_is_not_waited_for(
    paths: Paths, monkeypatch: pytest.MonkeyPatch, display: str
) -> None:
    asked, over = threading.Event(), threading.Event()

    class Locked(Drawer):
        def set_password(self, service: str, username: str, password: str) -> None:
            asked.set()
            over.wait()
            super().set_password(service, username, password)

    keyring.set_keyring(Locked())
    monkeypatch.setattr(system_keyring, "PATIENCE", 0.05)
    monkeypatch.setattr(system_keyring, "HASTE", 0.05)
    monkeypatch.setenv("DISPLAY", display)
    assert keep_token(SHOP, "", TOKEN, paths=paths) == str(token_file(paths))
    assert asked.is_set()
    over.set()


def test_a_keyring_that_hides_nothing_is_not_taken_for_one(paths: Paths) -> None:
    class PlainFile(Drawer):
        priority = 0.5

    plain = PlainFile()
    keyring.set_keyring(plain)
    keep_token(SHOP, "", TOKEN, paths=paths)
    assert not plain.kept


def test_the_environment_beats_what_is_kept(paths: Paths) -> None:
    keep_token(SHOP, "", TOKEN, paths=paths)
    assert found(paths, CARTUI_TOKEN=" cartui_scripts\n") == "cartui_scripts"
    assert token_place(SHOP, environment={"CARTUI_TOKEN": "x"}, paths=paths) == "CARTUI_TOKEN"
    assert found(paths, CARTUI_TOKEN="") == SECRET


def test_a_variable_that_holds_no_token_is_told_without_repeating_it(paths: Paths) -> None:
    with pytest.raises(Unauthenticated, match="CARTUI_TOKEN: This is no token") as refused:
        find_token(SHOP, environment={"CARTUI_TOKEN": "my secret"}, paths=paths)
    assert "my secret" not in refused.value.message


def test_a_token_goes_to_no_other_server_than_its_own(paths: Paths) -> None:
    keep_token(SHOP, "", TOKEN, paths=paths)
    keep_token(f"{SHOP}/north", "shop", SecretStr("cartui_north"), paths=paths)
    for other in (
        "https://carts.example.org",
        "http://carts.example.com",
        "https://carts.example.com:8443",
        "https://carts.example.com.attacker.example",
        "https://north.carts.example.com",
    ):
        assert found(paths, other) is None
    assert found(paths, f"{SHOP}/south", "shop") is None


@pytest.mark.parametrize(
    "url", [SHOP, f"{SHOP}/", "https://Carts.Example.com:443", "https://alice:x@carts.example.com"]
)
def test_a_server_is_the_same_in_whatever_way_its_address_is_written(url: str) -> None:
    assert server_of(url) == SHOP


def test_ports_and_addresses_of_numbers_stay() -> None:
    assert server_of("http://127.0.0.1:8765/") == "http://127.0.0.1:8765"
    assert server_of("http://[::1]:8765") == "http://[::1]:8765"
    assert server_of("http://localhost:80/carts/") == "http://localhost/carts"


def test_a_profile_has_its_own_token_or_that_of_its_server(paths: Paths) -> None:
    keep_token(SHOP, "", TOKEN, paths=paths)
    keep_token(SHOP, "as lead", SecretStr("cartui_lead"), paths=paths)
    assert found(paths, profile="as lead") == "cartui_lead"
    assert found(paths, profile="another") == SECRET
    assert found(paths) == SECRET


def test_a_token_of_one_profile_is_not_given_to_others(paths: Paths) -> None:
    keep_token(SHOP, "as lead", TOKEN, paths=paths)
    assert found(paths) is None
    assert found(paths, profile="another") is None


def test_a_new_token_takes_the_place_of_the_old_one(paths: Paths) -> None:
    keep_token(SHOP, "", SecretStr("cartui_old"), paths=paths)
    keep_token(SHOP, "", TOKEN, paths=paths)
    assert found(paths) == SECRET
    assert "cartui_old" not in token_file(paths).read_text()


def test_what_is_forgotten_is_gone_and_the_others_stay(paths: Paths) -> None:
    keep_token(SHOP, "", TOKEN, paths=paths)
    keep_token("https://other.example.com", "", SecretStr("cartui_other"), paths=paths)
    assert forget_token(SHOP, paths=paths) == str(token_file(paths))
    assert forget_token(SHOP, paths=paths) == ""
    assert found(paths) is None
    assert SECRET not in token_file(paths).read_text()
    assert found(paths, "https://other.example.com") == "cartui_other"


def test_the_keyring_forgets_too(paths: Paths, drawer: Drawer) -> None:
    keep_token(SHOP, "", TOKEN, paths=paths)
    assert forget_token(SHOP, paths=paths) == KEYRING
    assert not drawer.kept
    assert found(paths) is None


def test_what_somebody_took_out_of_the_keyring_is_not_there(paths: Paths, drawer: Drawer) -> None:
    keep_token(SHOP, "", TOKEN, paths=paths)
    drawer.kept.clear()
    assert found(paths) is None
    assert forget_token(SHOP, paths=paths) == KEYRING


posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes and owners like these")


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666])
def test_a_file_that_others_can_read_is_not_used(paths: Paths, mode: int) -> None:
    keep_token(SHOP, "", TOKEN, paths=paths)
    token_file(paths).chmod(mode)
    for use in (
        lambda: find_token(SHOP, environment={}, paths=paths),
        lambda: token_place(SHOP, environment={}, paths=paths),
        lambda: keep_token(SHOP, "", TOKEN, paths=paths),
        lambda: forget_token(SHOP, paths=paths),
    ):
        with pytest.raises(Unauthenticated) as refused:
            use()
        assert f"`chmod 600 {token_file(paths)}`" in refused.value.message
        assert SECRET not in refused.value.message


@posix
def test_the_command_that_closes_it_can_be_pasted_also_where_the_path_has_blanks(tmp_path: Path) -> None:
    folder = tmp_path / "it's my home"
    paths = Paths(config=folder, data=folder, state=folder)
    keep_token(SHOP, "", TOKEN, paths=paths)
    token_file(paths).chmod(0o644)
    with pytest.raises(Unauthenticated) as refused:
        find_token(SHOP, environment={}, paths=paths)
    subprocess.run(["sh", "-c", refused.value.message.split("`")[1]], check=True)
    assert found(paths) == SECRET


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_what_belongs_to_somebody_else_is_not_used(paths: Paths, tmp_path: Path) -> None:
    keep_token(SHOP, "", TOKEN, paths=paths)
    os.chown(token_file(paths), 4711, 4711)
    with pytest.raises(Unauthenticated, match="belongs to somebody else"):
        find_token(SHOP, environment={}, paths=paths)

    token_file(paths).unlink()
    target = tmp_path / "theirs"
    token_file(paths).symlink_to(target)
    os.chown(token_file(paths), 4711, 4711, follow_symlinks=False)
    with pytest.raises(Unauthenticated, match="a link that somebody else made"):
        keep_token(SHOP, "", TOKEN, paths=paths)
    assert not target.exists()


@posix
def test_ones_own_link_stays_a_link(paths: Paths, tmp_path: Path) -> None:
    paths.state.mkdir()
    target = tmp_path / "kept elsewhere.json"
    token_file(paths).symlink_to(target)
    keep_token(SHOP, "", TOKEN, paths=paths)
    assert token_file(paths).is_symlink()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert found(paths) == SECRET


@posix
def test_a_pipe_in_its_place_keeps_nobody_waiting(paths: Paths) -> None:
    paths.state.mkdir()
    os.mkfifo(token_file(paths), 0o600)
    with pytest.raises(Unauthenticated, match="is no file"):
        find_token(SHOP, environment={}, paths=paths)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not JSON",
        "{}",
        '{"tokens": 1}',
        json.dumps({"tokens": [{"url": SHOP, "token": [SECRET]}]}),
        json.dumps({"tokens": [{"url": SHOP, "token": SECRET, "more": 1}]}),
        "[" * 100_000,
    ],
)
def test_a_file_that_makes_no_sense_is_left_as_it_is_and_not_quoted(paths: Paths, content: str) -> None:
    paths.state.mkdir()
    token_file(paths).write_text(content)
    token_file(paths).chmod(0o600)
    for use in (
        lambda: find_token(SHOP, environment={}, paths=paths),
        lambda: keep_token(SHOP, "", TOKEN, paths=paths),
    ):
        with pytest.raises(Unauthenticated, match="cannot be understood: remove it") as refused:
            use()
        assert SECRET not in str(refused.value)
        assert refused.value.__cause__ is None
    assert token_file(paths).read_text() == content


def test_what_was_pasted_is_a_token_or_is_refused() -> None:
    assert as_token(f"  {SECRET}\r\n").get_secret_value() == SECRET
    for text in (
        "",
        "  \n",
        "two words",
        "caf\u00e9",
        "a\nb",
        "x" * 5000,
        "\x1b[31mred",
        "tok\x00en",
        "a\udc80",
    ):
        with pytest.raises(Invalid) as refused:
            as_token(text)
        assert text.strip() == "" or text.strip() not in refused.value.message


def test_several_that_log_in_at_once_are_all_kept(paths: Paths) -> None:
    code = (
        "import sys; from pathlib import Path; from pydantic import SecretStr\n"
        "from cartui.settings.paths import Paths; from cartui.settings.tokens import keep_token\n"
        "folder = Path(sys.argv[1]); paths = Paths(folder, folder, folder)\n"
        "for number in range(5):\n"
        "    keep_token('https://' + sys.argv[2] + '.example', str(number), SecretStr('t'), paths=paths)\n"
    )
    environment = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(paths.state), name], env=environment)
        for name in ("a", "b", "c")
    ]
    assert [process.wait() for process in running] == [0, 0, 0]
    kept = json.loads(token_file(paths).read_text())["tokens"]
    assert len(kept) == 15


def test_looking_for_a_token_loads_no_keyring_where_none_was_used(paths: Paths) -> None:
    code = (
        "import sys; from cartui.settings.tokens import find_token, token_place\n"
        f"find_token({SHOP!r}); token_place({SHOP!r}); print('keyring' in sys.modules)"
    )
    environment = {**os.environ, "CARTUI_HOME": str(paths.state)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
