"""What was typed and not saved is kept on disk: of each shop and agent by itself, and for a while."""

import json
import os
import stat
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cartui.settings.backends import Backend
from cartui.settings.drafts import KEPT_FOR, LARGEST_DRAFT, About, Draft, DraftFiles, DraftKey
from cartui.settings.errors import NotWritten
from tests.cli.conftest import Run

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

TEAM = Backend(url="https://carts.example.com", profile="team")

NOTE = Draft(about=About.CART, ref="cart-1", form="note", number="C-000001", typed="ring twice", at=NOW)


@pytest.fixture
def files(tmp_path: Path) -> DraftFiles:
    return DraftFiles(tmp_path / "state", TEAM)


def test_what_was_typed_is_there_at_the_next_start(files: DraftFiles, tmp_path: Path) -> None:
    assert files.load("alice", NOW) == {}
    files.change("alice", {NOTE.place: NOTE}, NOW, wrote={})
    assert DraftFiles(tmp_path / "state", TEAM).load("alice", NOW) == {NOTE.place: NOTE}


def test_it_is_each_agents_own_in_each_shop(files: DraftFiles, tmp_path: Path) -> None:
    files.change("alice", {NOTE.place: NOTE}, NOW, wrote={})
    assert files.load("bob", NOW) == {}
    other = Backend(url="https://elsewhere.example.com", profile="team")
    assert DraftFiles(tmp_path / "state", other).load("alice", NOW) == {}


def test_two_desks_of_an_agent_keep_what_each_of_them_typed(files: DraftFiles) -> None:
    fields = {"line1": "12/A Motijheel", "city": "Dhaka"}
    address = NOTE.model_copy(update={"form": "shipping address", "typed": fields})
    files.change("alice", {NOTE.place: NOTE}, NOW, wrote={})
    files.change("alice", {address.place: address}, NOW, wrote={})
    assert files.load("alice", NOW) == {NOTE.place: NOTE, address.place: address}
    files.change("alice", {NOTE.place: None}, NOW, wrote={NOTE.place: NOTE.typed})
    assert files.load("alice", NOW) == {address.place: address}


def test_where_nothing_is_left_there_is_no_file(files: DraftFiles) -> None:
    files.change("alice", {NOTE.place: NOTE}, NOW, wrote={})
    files.change("alice", {NOTE.place: None}, NOW, wrote={NOTE.place: NOTE.typed})
    assert not files.file("alice").exists()
    files.change("alice", {NOTE.place: None}, NOW, wrote={NOTE.place: NOTE.typed})


def test_what_nobody_goes_on_with_is_thrown_away_in_time(files: DraftFiles) -> None:
    files.change("alice", {NOTE.place: NOTE}, NOW, wrote={})
    late = NOW + KEPT_FOR
    assert files.load("alice", late - timedelta(seconds=1)) == {NOTE.place: NOTE}
    assert files.load("alice", late) == {}
    another = NOTE.model_copy(update={"ref": "cart-2", "at": late})
    files.change("alice", {another.place: another}, late, wrote={})
    assert "cart-1" not in files.file("alice").read_text()


def test_a_file_of_somebody_who_never_comes_back_goes_in_time(files: DraftFiles) -> None:
    files.change("alice", {NOTE.place: NOTE}, NOW, wrote={})
    files.change("bob", {NOTE.place: NOTE}, NOW, wrote={})
    long_ago = time.time() - KEPT_FOR.total_seconds() - 1
    os.utime(files.file("bob"), (long_ago, long_ago))
    files.forget_old()
    assert (files.file("alice").exists(), files.file("bob").exists()) == (True, False)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_its_owner_reads_it(files: DraftFiles) -> None:
    files.change("alice", {NOTE.place: NOTE}, NOW, wrote={})
    assert stat.S_IMODE(files.file("alice").stat().st_mode) == 0o600
    assert stat.S_IMODE(files.file("alice").parent.stat().st_mode) == 0o700
    files.file("alice").chmod(0o644)
    assert files.load("alice", NOW) == {}


@pytest.mark.parametrize("content", [b"", b"{", b'{"drafts": [{"form": 1}]}', b"\xff\x00", b'{"drafts": 7}'])
def test_a_damaged_file_is_passed_over_and_replaced(files: DraftFiles, content: bytes) -> None:
    files.change("alice", {NOTE.place: NOTE}, NOW, wrote={})
    files.file("alice").write_bytes(content)
    assert files.load("alice", NOW) == {}
    files.change("alice", {NOTE.place: NOTE}, NOW, wrote={})
    assert files.load("alice", NOW) == {NOTE.place: NOTE}


def test_control_characters_in_the_file_are_replaced(files: DraftFiles) -> None:
    files.change("alice", {NOTE.place: NOTE}, NOW, wrote={})
    text = files.file("alice").read_text().replace("ring twice", "ring\\u001b[2Jtwice\\n!")
    files.file("alice").write_text(text.replace("C-000001", "C\\u009b1"))
    [draft] = files.load("alice", NOW).values()
    assert (draft.typed, draft.number) == ("ring\ufffd[2Jtwice\n!", "C\ufffd1")


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    with pytest.raises(NotWritten):
        DraftFiles(tmp_path / "state", TEAM).change("alice", {NOTE.place: NOTE}, NOW, wrote={})


def test_a_place_is_the_form_of_one_cart_or_order() -> None:
    assert NOTE.place == DraftKey(About.CART, "cart-1", "note")


@pytest.mark.parametrize("command", [("tick",), ("db", "purge")], ids=" ".join)
@pytest.mark.usefixtures("rahim")
def test_old_ones_go_where_no_desk_is_started_too(run: Run, home: Path, command: tuple[str, ...]) -> None:
    file = home / "state" / "drafts" / "of-somebody.json"
    file.parent.mkdir(parents=True)
    file.write_text("{}")
    long_ago = time.time() - KEPT_FOR.total_seconds() - 1
    os.utime(file, (long_ago, long_ago))
    assert run(*command).status == 0
    assert not file.exists()


def test_one_that_is_too_long_leaves_the_others_as_they_are(files: DraftFiles) -> None:
    files.change("alice", {NOTE.place: NOTE}, NOW, wrote={})
    long = NOTE.model_copy(update={"ref": "cart-2", "typed": "x" * LARGEST_DRAFT})
    short = NOTE.model_copy(update={"ref": "cart-3"})
    changes = {long.place: long, short.place: short}
    assert files.change("alice", changes, NOW, wrote={}) == {long.place}
    assert files.load("alice", NOW) == {NOTE.place: NOTE, short.place: short}


def test_many_long_ones_never_make_a_file_that_cannot_be_read(files: DraftFiles) -> None:
    many = [NOTE.model_copy(update={"ref": str(n), "typed": "x" * (LARGEST_DRAFT - 500)}) for n in range(10)]
    left_out = files.change("alice", {draft.place: draft for draft in many}, NOW, wrote={})
    kept = files.load("alice", NOW)
    assert len(kept) == 10 - len(left_out) == 8
    assert (
        files.change("alice", {many[0].place: NOTE.model_copy(update={"ref": "0"})}, NOW, wrote={}) == set()
    )
    assert len(files.load("alice", NOW)) == 8


def test_what_a_newer_cartui_kept_stays_as_it_is_and_what_nobody_understands_does_not(
    files: DraftFiles,
) -> None:
    files.change("alice", {NOTE.place: NOTE}, NOW, wrote={})
    content = json.loads(files.file("alice").read_bytes())
    newer = {**content["drafts"][0], "about": "supplier", "mood": 7}
    old = {**newer, "at": "2020-01-01T00:00:00Z"}
    content["drafts"] += [newer, old, {"form": 1}, 7]
    files.file("alice").write_text(json.dumps(content))
    assert files.load("alice", NOW) == {NOTE.place: NOTE}
    other = NOTE.model_copy(update={"ref": "cart-2"})
    files.change("alice", {other.place: other}, NOW, wrote={})
    assert files.load("alice", NOW) == {NOTE.place: NOTE, other.place: other}
    assert [entry for entry in json.loads(files.file("alice").read_bytes())["drafts"] if "mood" in entry] == [
        newer
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_file_that_cannot_be_read_as_a_whole_is_not_replaced(files: DraftFiles) -> None:
    files.change("alice", {NOTE.place: NOTE}, NOW, wrote={})
    files.file("alice").chmod(0o644)
    other = NOTE.model_copy(update={"ref": "cart-2"})
    with pytest.raises(NotWritten):
        files.change("alice", {other.place: other}, NOW, wrote={})
    files.file("alice").chmod(0o600)
    assert files.load("alice", NOW) == {NOTE.place: NOTE}


def test_what_another_desk_wrote_since_is_not_forgotten(files: DraftFiles) -> None:
    files.change("alice", {NOTE.place: NOTE}, NOW, wrote={})
    longer = NOTE.model_copy(update={"typed": "an hour of typing"})
    files.change("alice", {NOTE.place: longer}, NOW, wrote={})
    files.change("alice", {NOTE.place: None}, NOW, wrote={NOTE.place: NOTE.typed})
    assert files.load("alice", NOW) == {NOTE.place: longer}


def test_what_a_form_began_with_is_kept_beside_what_was_typed(files: DraftFiles) -> None:
    draft = NOTE.model_copy(update={"began": "as it was", "version": 7})
    files.change("alice", {draft.place: draft}, NOW, wrote={})
    assert files.load("alice", NOW)[draft.place].begun == ("as it was", 7)
