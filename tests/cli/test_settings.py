"""What an agent prefers: read from file, environment and options, with every mistake named."""

import re
import stat
import sys
import tomllib
from pathlib import Path

import pytest

from cartui.cli.config_writes import remember_shop
from cartui.settings.errors import SettingsError
from cartui.settings.loading import Options, load_configuration, variable_names
from cartui.settings.model import Display, Log, Profile, Settings
from cartui.settings.origins import Origin, Source
from cartui.settings.paths import Paths
from cartui.settings.reference import describe_settings, example_file
from cartui.settings.secrets import without_secrets
from tests.cli.config_text import complaints, load
from tests.cli.conftest import Run
from tools.docs.config import config_page

ROOT = Path(__file__).resolve().parents[2]

UNCOMMENTED = re.compile(r"^# (\[[\w.]+\]|[\w-]+ = .+)$", re.MULTILINE)


def test_without_a_config_the_database_lies_in_the_data_folder(paths: Paths) -> None:
    configuration = load_configuration(environment={}, paths=paths)
    assert configuration.database == str(paths.data / "cartui.sqlite3")
    assert configuration.backend.named_by == "default"
    assert configuration.agent


def test_an_option_beats_the_environment_and_that_beats_the_file(paths: Paths) -> None:
    text = 'agent = "file"\n'
    assert load(paths, text).agent == "file"
    assert load(paths, text, CARTUI_AGENT="environment").agent == "environment"
    assert load(paths, text, Options(agent="option"), CARTUI_AGENT="environment").agent == "option"


def test_each_setting_says_where_it_came_from(paths: Paths) -> None:
    configuration = load(paths, '[display]\ntheme = "nord"\n', Options(agent="bob"), CARTUI_LOG_LEVEL="debug")
    assert configuration.origins == {
        "display.theme": Origin(Source.FILE, f"{paths.config_file}, line 2", 2),
        "agent": Origin(Source.OPTION, "--agent"),
        "log.level": Origin(Source.ENVIRONMENT, "CARTUI_LOG_LEVEL"),
    }


def test_a_profile_has_an_agent_of_its_own_unless_another_is_named(paths: Paths) -> None:
    text = 'agent = "alice"\nprofile = "a"\n[profiles.a]\ndatabase = "a.sqlite3"\nagent = "carla"\n'
    in_profile = load(paths, text)
    assert in_profile.agent == "carla"
    assert str(in_profile.agent_from) == f"profile a ({paths.config_file}, line 5)"
    assert in_profile.agent_from.source is Source.PROFILE
    assert load(paths, text, Options(database="/x.sqlite3")).agent == "alice"
    assert load(paths, text, CARTUI_AGENT="dora").agent == "dora"
    assert load(paths, text, Options(agent="eve")).agent == "eve"


def test_it_is_said_who_made_it_read_only(paths: Paths) -> None:
    text = 'profile = "a"\n[profiles.a]\ndatabase = "a.sqlite3"\nread_only = true\n'
    assert str(load(paths, text).read_only_from) == f"profile a ({paths.config_file}, line 4)"
    assert str(load(paths, text, CARTUI_READ_ONLY="1").read_only_from) == "CARTUI_READ_ONLY"
    assert str(load(paths, text, Options(read_only=True)).read_only_from) == "--read-only"
    assert str(load(paths, "").read_only_from) == "default"


@pytest.mark.parametrize(
    ("said", "option", "holds"),
    [
        ("", None, ""),
        ("1h", None, "1h"),
        ("", "15m", "15m"),
        ("1h", "15m", "15m"),
        ("5m", "15m", "5m"),
        ("1h", "60m", "1h"),
        ("1h", "", "1h"),
    ],
)
def test_a_desk_is_left_alone_for_the_shorter_of_what_file_and_option_say(
    paths: Paths, said: str, option: str | None, holds: str
) -> None:
    text = f'[display]\nidle_lock = "{said}"\n' if said else ""
    by_file = load(paths, text, Options(idle_lock=option))
    by_variable = load(paths, "", Options(idle_lock=option), CARTUI_DISPLAY_IDLE_LOCK=said)
    assert [by_file.settings.display.idle_lock, by_variable.settings.display.idle_lock] == [holds] * 2
    if holds and holds == option:
        assert by_file.origins["display.idle_lock"] == Origin(Source.OPTION, "--idle-lock")


@pytest.mark.parametrize("wrong", ["15", "0m", "soon", "25h", "-5m", "1.5h", "99999m", "15 minutes"])
def test_for_how_long_a_desk_may_be_left_alone_has_to_be_a_time(paths: Paths, wrong: str) -> None:
    says = "display.idle_lock must be minutes or hours, such as 15m or 2h, and 24h at most"
    assert complaints(paths, f'[display]\nidle_lock = "{wrong}"\n') == [f"config.toml, line 2: {says}"]
    assert complaints(paths, "", Options(idle_lock=wrong)) == [f"--idle-lock: {says}"]
    assert complaints(paths, f'[display]\nidle_lock = "{wrong}"\n', Options(idle_lock=wrong))


def test_the_backend_is_the_one_named_last(paths: Paths) -> None:
    text = (
        'profile = "a"\n[profiles.a]\ndatabase = "a.sqlite3"\n'
        '[profiles.b]\ndatabase = "/b.sqlite3"\nread_only = true\n'
    )
    assert load(paths, text).database == str(paths.config / "a.sqlite3")
    assert load(paths, text, CARTUI_DB="/c.sqlite3").database == "/c.sqlite3"
    by_profile = load(paths, text, Options(profile="b"), CARTUI_DB="/c.sqlite3")
    assert (by_profile.database, by_profile.read_only) == ("/b.sqlite3", True)
    by_option = load(paths, text, Options(database="/d.sqlite3"), CARTUI_PROFILE="b", CARTUI_DB="/c.sqlite3")
    assert (by_option.database, by_option.backend.named_by) == ("/d.sqlite3", "--db")
    assert not by_option.read_only


def test_a_url_is_taken_as_it_is(paths: Paths) -> None:
    assert load(paths, "", Options(database="sqlite:////x.sqlite3")).database == "sqlite:////x.sqlite3"


def test_a_mistake_is_told_with_its_line_and_the_nearest_setting(paths: Paths) -> None:
    text = 'agent = "x"\n\n[display]\nthem = "nord"\ntimezone = "Asia/Dhaaka"\n[log]\nlevel = "loud"\n'
    assert complaints(paths, text) == [
        "config.toml, line 4: display.them is not a setting; did you mean 'theme'?",
        "config.toml, line 5: display.timezone 'Asia/Dhaaka' is not a time zone such as Asia/Dhaka",
        "config.toml, line 7: log.level must be 'debug', 'info', 'warning' or 'error'",
    ]


def test_a_key_of_a_command_is_told_where_it_belongs(paths: Paths) -> None:
    says = "new-cart is not a setting; if it is a command's key, it belongs under [keymap]"
    assert complaints(paths, 'new-cart = "N"\n') == [f"config.toml, line 1: {says}"]
    [complaint] = complaints(paths, '[log]\nnew-cart = "N"\n')
    assert complaint == f"config.toml, line 2: log.{says}"


def test_a_theme_is_near_by_a_part_of_its_name_too_and_our_own_before_others(run: Run, home: Path) -> None:
    home.mkdir()
    for typed, meant in (
        ("darkk", "cartui-dark"),
        ("ansi-drak", "ansi-dark"),
        ("solarized-lihgt", "solarized-light"),
    ):
        (home / "config.toml").write_text(f'[display]\ntheme = "{typed}"\n')
        assert f"did you mean '{meant}'?" in run("config", "validate").err


def test_a_mistake_in_a_profile_is_found(paths: Paths) -> None:
    [complaint] = complaints(paths, '[profiles.a]\ndatabas = "x"\ndatabase = "x"\n')
    assert complaint == "config.toml, line 2: profiles.a.databas is not a setting; did you mean 'database'?"


@pytest.mark.parametrize(
    "line",
    [
        'token = "abc"',
        'api_key = "abc"',
        'Password = "abc"',
        'them = "cartui_abc"',
        'CARTUI_TOKEN = "cartui_abc"',
    ],
)
@pytest.mark.parametrize("table", ["", "[display]", "[profiles.a]\nurl = 'https://carts.example.com'"])
def test_a_token_among_the_settings_is_sent_to_where_it_belongs(paths: Paths, line: str, table: str) -> None:
    [complaint] = complaints(paths, f"{table}\n{line}\n")
    assert "does not belong here: settings are read, copied and sent around. Take it out" in complaint
    assert "`cartui login`" in complaint
    assert "abc" not in complaint


def test_an_unknown_table_is_told_with_the_nearest_one(paths: Paths) -> None:
    assert complaints(paths, "[dsplay]\n") == [
        "config.toml, line 1: dsplay is not a setting; did you mean 'display'?"
    ]


def test_a_mistake_of_the_environment_names_the_variable(paths: Paths) -> None:
    [complaint] = complaints(paths, "", CARTUI_LOG_LEVEL="loud")
    assert complaint.startswith("CARTUI_LOG_LEVEL: log.level must be")


def test_an_unknown_profile_is_told_with_the_nearest_one(paths: Paths) -> None:
    [complaint] = complaints(paths, '[profiles.shop]\ndatabase = "x"\n', Options(profile="shpo"))
    assert complaint == "--profile: profile 'shpo' is not one of the config's; did you mean 'shop'?"


def test_what_is_no_toml_is_told_with_line_and_column(paths: Paths) -> None:
    [complaint] = complaints(paths, "agent = \n")
    assert complaint == "config.toml, line 1, column 9: is not TOML: Invalid value"


def test_a_setting_in_the_wrong_place_is_told_where_it_belongs(paths: Paths) -> None:
    text = 'theme = "nord"\n[log]\nlevel = "info"\nagent = "alice"\ndatabase = "x"\n'
    assert complaints(paths, text) == [
        "config.toml, line 1: theme does not belong here, but under [display]",
        "config.toml, line 4: log.agent does not belong here, but at the top of the file, before any [table]",
        "config.toml, line 5: log.database does not belong here, but under [profiles.NAME]",
    ]


def test_a_profile_written_as_a_table_of_the_setting_is_explained(paths: Paths) -> None:
    [complaint] = complaints(paths, '[profile.shop]\ndatabase = "x"\n')
    assert "must be a profile's name in quotes; what belongs to it stands under [profiles.NAME]" in complaint


def test_a_profile_with_a_mistake_is_not_called_unknown_as_well(paths: Paths) -> None:
    assert complaints(paths, 'profile = "a"\n[profiles.a]\nread_only = true\n') == [
        "config.toml, line 2: profiles.a needs a database (the path of a file) or the url of a server"
    ]


def test_an_empty_database_is_told_once(paths: Paths) -> None:
    assert complaints(paths, '[profiles.a]\nread_only = true\ndatabase = ""\n') == [
        "config.toml, line 3: profiles.a.database must not be empty"
    ]


def test_a_dotted_key_that_nobody_knows_has_its_line(paths: Paths) -> None:
    [complaint] = complaints(paths, 'agent = "x"\na.b.c = 1\n')
    assert complaint.startswith("config.toml, line 2: a is not a setting")


def test_mistakes_of_the_file_and_an_unknown_profile_are_told_together(paths: Paths) -> None:
    assert complaints(paths, 'agnt = "x"\n', Options(profile="shop")) == [
        "config.toml, line 1: agnt is not a setting; did you mean 'agent'?",
        "--profile: profile 'shop' is not there: the config has no [profiles.…]",
    ]


def test_a_table_where_a_value_belongs_is_no_crash(paths: Paths) -> None:
    assert complaints(paths, "[agent]\nx = 1\n")
    assert complaints(paths, 'display = "x"\n', CARTUI_DISPLAY_THEME="nord")
    assert complaints(paths, "profiles = [1]\n")


def test_a_named_config_file_has_to_exist(paths: Paths, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="there is no such file"):
        load_configuration(Options(config=str(tmp_path / "no.toml")), environment={}, paths=paths)


def test_every_simple_setting_has_a_variable() -> None:
    described = {f"{each.table}.{each.name}".lstrip(".") for each in describe_settings() if each.variable}
    assert described == {".".join(path) for path in variable_names().values()}
    assert "log.level" in described


def test_the_example_is_valid_toml_and_says_nothing() -> None:
    assert tomllib.loads(example_file()) == {}


def test_the_example_has_every_setting_and_is_valid_when_used() -> None:
    used = tomllib.loads("\n".join(UNCOMMENTED.findall(example_file())))
    Settings.model_validate(used)
    assert set(used) == set(Settings.model_fields)
    assert set(used["display"]) == set(Display.model_fields)
    assert set(used["log"]) == set(Log.model_fields)
    shop, team = used["profiles"]["shop"], used["profiles"]["team"]
    assert set(shop) | set(team) == set(Profile.model_fields)
    assert "database" in shop
    assert "url" in team


def test_the_example_in_the_repository_is_current() -> None:
    assert (ROOT / "config.example.toml").read_text(encoding="utf-8") == example_file(), (
        "python -m tools.docs"
    )


def test_the_reference_is_current() -> None:
    assert (ROOT / "docs" / "config.md").read_text(encoding="utf-8") == config_page(), "python -m tools.docs"


# --- through the command ---------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file modes")
def test_init_writes_a_private_file_that_is_valid(run: Run, home: Path) -> None:
    assert run("config", "init").status == 0
    file = home / "config.toml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert run("config", "validate").status == 0
    again = run("config", "init")
    assert (again.status, "already there" in again.err, "--force" in again.err) == (1, True, True)
    assert file.read_text(encoding="utf-8") == example_file()


def test_init_replaces_a_file_only_when_told_so_and_keeps_the_old_one(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text('agent = "alice"\n')
    assert run("config", "init").status == 1
    assert run("config", "init", "--force", "--json").json["kept"] == str(home / "config.toml.old")
    assert (home / "config.toml.old").read_text() == 'agent = "alice"\n'
    assert (home / "config.toml").read_text(encoding="utf-8") == example_file()


def test_init_that_cannot_write_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    outcome = run("config", "init", "--config", str(tmp_path / "file" / "config.toml"))
    assert outcome.status == 6
    assert "was not changed" in outcome.err


def test_show_says_what_is_in_force_and_hides_a_password(run: Run) -> None:
    shown = run("config", "show", "--json", "--agent", "bob", "--db", "postgresql://u:geheim@h/x")
    assert "geheim" not in shown.out
    assert shown.json["database"] == "postgresql://u:***@h/x"
    agent = {"name": "agent", "value": "bob", "source": "option", "from": "--agent"}
    assert agent in shown.json["settings"]


@pytest.mark.parametrize(
    ("database", "shown"),
    [
        ("postgresql://u:ge/he:im@h/x", "postgresql://u:***@h/x"),
        ("postgresql://u:a@geheim@h/x", "postgresql://u:***@h/x"),
        ("postgresql://h/x?user=u&password=geheim", "postgresql://h/x?user=u&password=***"),
        ("postgresql://h/x?sslPassword=geheim&a=1", "postgresql://h/x?sslPassword=***&a=1"),
        ("postgresql://u@h/x", "postgresql://u@h/x"),
        ("/srv/a:b@c/x.sqlite3", "/srv/a:b@c/x.sqlite3"),
    ],
)
def test_a_secret_of_a_url_is_never_shown(database: str, shown: str) -> None:
    assert without_secrets(database) == shown


def test_show_says_of_each_value_where_it_came_from(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text(
        '[profiles.shop]\ndatabase = "postgresql://u:geheim@h/x"\nread_only = true\n'
        '[keymap]\nnew-cart = "N"\n'
    )
    shown = run("config", "show", "--profile", "shop")
    assert "geheim" not in shown.out + run("config", "show", "--profile", "shop", "--json").out
    lines = [" ".join(line.split()) for line in shown.out.splitlines()]
    assert "database postgresql://u:***@h/x profile shop (config.toml, line 2)" in lines
    assert "read only yes profile shop (config.toml, line 3)" in lines
    assert "profile shop --profile" in lines
    assert "keymap.new-cart N config.toml, line 5" in lines
    assert "log.level info default" in lines


def test_a_wrong_config_ends_every_command_with_status_2(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text('agnt = "x"\n')
    outcome = run("carts", "list", "--json")
    assert outcome.status == 2
    assert outcome.error["problems"][0]["field"] == "agnt"
    assert "did you mean 'agent'?" in outcome.error["message"]
    assert run("config", "path").out.strip() == str(home / "config.toml")


def test_validate_checks_another_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "other.toml"
    file.write_text("[log]\nlevel = 3\n")
    outcome = run("config", "validate", str(file))
    assert outcome.status == 2
    assert "other.toml, line 2: log.level" in outcome.err


def test_validate_lists_the_mistakes_of_settings_keys_theme_and_locale_at_once(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text(
        'agnt = "x"\n[display]\ntheme = "nrd"\nlocale = "xx_YY"\n'
        '[keymap]\nnew-crat = "n"\ndelete-cart = "shift+d"\n[log]\nlevel = "loud"\n'
    )
    outcome = run("config", "validate")
    assert outcome.status == 2
    assert outcome.err.replace(f"{home}/", "").splitlines() == [
        "config.toml, line 1: agnt is not a setting; did you mean 'agent'?",
        "config.toml, line 3: display.theme 'nrd' is not a theme; did you mean 'nord'?",
        "config.toml, line 4: display.locale 'xx_YY' is not a locale that is known",
        "config.toml, line 6: keymap.new-crat is not a command; did you mean 'new-cart'?",
        "config.toml, line 7: keymap.delete-cart cannot be 'shift+d', which no terminal sends: write 'D'",
        "config.toml, line 9: log.level must be 'debug', 'info', 'warning' or 'error'",
    ]
    fields = [problem["field"] for problem in run("config", "validate", "--json").error["problems"]]
    assert fields == [
        "agnt",
        "display.theme",
        "display.locale",
        "keymap.new-crat",
        "keymap.delete-cart",
        "log.level",
    ]


def test_the_desk_does_not_open_with_a_config_that_is_wrong(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text('[keymap]\nnew-cart = "D"\n[display]\ntheme = "nrd"\n')
    outcome = run()
    assert outcome.status == 2
    assert "line 2: keymap.new-cart cannot be 'D'" in outcome.err
    assert "line 4: display.theme 'nrd' is not a theme" in outcome.err
    assert "Traceback" not in outcome.err


def test_a_named_database_that_is_not_there_opens_no_desk(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cartui.cli.desk.has_screen", lambda: True)
    missing = tmp_path / "no.sqlite3"
    outcome = run("--db", str(missing))
    assert outcome.status == 6
    assert f"There is no database {missing}" in outcome.err
    assert not missing.exists()


def test_read_only_there_is_nothing_to_begin_with(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cartui.cli.desk.has_screen", lambda: True)
    outcome = run("--read-only")
    assert outcome.status == 2
    assert "cartui demo" in outcome.err


def test_a_new_shop_gets_a_profile_of_its_own(home: Path) -> None:
    home.mkdir()
    file = home / "config.toml"
    file.write_text('# mine\n[profiles.shop]\ndatabase = "/other.sqlite3"\n')
    configuration = load_configuration()
    remember_shop(configuration)
    assert file.read_text().startswith("# mine\n")
    after = load_configuration()
    assert after.settings.profile == "shop2"
    assert after.database == configuration.database
    assert tomllib.loads(file.read_text())["profiles"]["shop2"] == {"database": "data/cartui.sqlite3"}
