"""A mapping that was made at the desk: kept beside the config file, and named in it."""

import stat
from pathlib import Path

import pytest

from cartui.settings.errors import NotWritten
from cartui.settings.loading import Options, load_configuration
from cartui.settings.mappings import is_mapping_name, keep_mapping

TEXT = 'kind = "statement"\n'


def test_it_is_named_in_the_settings_and_all_else_stays(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('# mine\nagent = "alice"\n\n[mappings]  # of the bank\nold = "old.toml"\n')
    place = keep_mapping(config, "bank", TEXT)
    assert place.read_text() == TEXT
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert config.read_text().splitlines() == [
        "# mine",
        'agent = "alice"',
        "",
        "[mappings]  # of the bank",
        'old = "old.toml"',
        'bank = "mappings/bank.toml"',
    ]
    configuration = load_configuration(
        Options(config=str(config)), environment={"CARTUI_HOME": str(tmp_path)}
    )
    assert configuration.mappings["bank"] == str(place)


def test_the_first_one_begins_a_config_file(tmp_path: Path) -> None:
    place = keep_mapping(tmp_path / "config.toml", "bank", TEXT)
    named = load_configuration(environment={"CARTUI_HOME": str(tmp_path)})
    assert named.mappings == {"bank": str(place)}


def test_one_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    place = keep_mapping(config, "bank", TEXT)
    before = config.read_bytes()
    with pytest.raises(NotWritten, match="it has a mapping 'bank' already"):
        keep_mapping(config, "bank", "other")
    (tmp_path / "mappings" / "loose.toml").write_text("theirs")
    with pytest.raises(NotWritten, match="there is a file of that name"):
        keep_mapping(config, "loose", "other")
    assert (place.read_text(), config.read_bytes()) == (TEXT, before)


def test_where_the_settings_cannot_be_written_no_file_is_left_behind(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("")
    config.chmod(0o400)
    with pytest.raises(NotWritten, match="read-only"):
        keep_mapping(config, "bank", TEXT)
    assert list((tmp_path / "mappings").iterdir()) == []


@pytest.mark.parametrize("name", ["", "../bank", "a/b", "Bank", ".bank", "x" * 41, "bank\n", "bänk"])
def test_a_name_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    assert not is_mapping_name(name)
    with pytest.raises(ValueError, match="no name of a mapping"):
        keep_mapping(tmp_path / "config.toml", name, TEXT)
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_statements_counts_from_the_config_file(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[statements]\nfolder = "from-paypal"\n')
    named = load_configuration(environment={"CARTUI_HOME": str(tmp_path)})
    assert named.statement_folder == tmp_path / "from-paypal"
    config.write_text("")
    assert load_configuration(environment={"CARTUI_HOME": str(tmp_path)}).statement_folder is None
