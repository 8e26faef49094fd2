"""Profiles: databases and servers that have a name, and every other way to say which backend is meant."""

from pathlib import Path

import pytest

from cartui.settings.loading import Options
from cartui.settings.origins import Source
from cartui.settings.paths import Paths
from tests.cli.config_text import complaints, load
from tests.cli.conftest import Run

TEAM = 'profile = "team"\n[profiles.team]\nurl = "https://carts.example.com/"\n'


def test_a_profile_is_a_server_where_it_has_a_url(paths: Paths) -> None:
    configuration = load(paths, TEAM + 'colour = "orange"\n')
    backend = configuration.backend
    assert (backend.url, backend.database) == ("https://carts.example.com", "")
    assert (backend.profile, backend.named_by, configuration.colour) == ("team", "profile team", "orange")
    assert str(configuration.backend_from) == f"profile team ({paths.config_file}, line 3)"


def test_an_option_names_a_server_without_any_profile(paths: Paths) -> None:
    configuration = load(
        paths, TEAM + 'colour = "red"\nread_only = true\n', Options(url="http://localhost:8765/")
    )
    assert configuration.backend.url == "http://localhost:8765"
    assert configuration.backend_from.source is Source.OPTION
    assert (configuration.profile, configuration.colour, configuration.read_only) == (None, "", False)


def test_a_variable_names_a_server_and_a_profile_by_option_beats_it(paths: Paths) -> None:
    by_variable = load(paths, TEAM, CARTUI_URL="https://other.example.com")
    assert by_variable.backend.url == "https://other.example.com"
    assert str(by_variable.backend_from) == "CARTUI_URL"
    by_option = load(paths, TEAM, Options(profile="team"), CARTUI_URL="https://other.example.com")
    assert by_option.backend.url == "https://carts.example.com"


@pytest.mark.parametrize(
    "options",
    [
        Options(profile="team", database="x"),
        Options(profile="team", url="https://x.example"),
        Options(database="x", url="https://x.example"),
    ],
)
def test_two_backends_at_once_are_refused(paths: Paths, options: Options) -> None:
    [complaint] = complaints(paths, TEAM, options)
    assert complaint.endswith(": each name a backend: give one of them")


def test_two_variables_that_name_backends_are_refused_unless_an_option_decides(paths: Paths) -> None:
    url = "https://x.example"
    assert complaints(paths, TEAM, CARTUI_DB="x", CARTUI_URL=url) == [
        "CARTUI_DB and CARTUI_URL: each name a backend: give one of them"
    ]
    assert load(paths, TEAM, Options(database="y"), CARTUI_DB="x", CARTUI_URL=url).database == "y"


@pytest.mark.parametrize(
    ("profile", "complaint"),
    [
        (
            'database = "x"\nurl = "https://x.example"',
            "line 1: profiles.a has both a database and a url: it is one backend, so take one of them away",
        ),
        (
            "read_only = true",
            "line 1: profiles.a needs a database (the path of a file) or the url of a server",
        ),
        ('url = "carts"', "line 2: profiles.a.url must be an address such as https://carts.example.com"),
        (
            'url = "ftp://carts.example.com"',
            "line 2: profiles.a.url must be an address such as https://carts.example.com",
        ),
        (
            'url = "https://carts.example.com:x"',
            "line 2: profiles.a.url must be an address such as https://carts.example.com",
        ),
        ('url = ""', "line 2: profiles.a.url must not be empty"),
        (
            'url = "https://carts.example.com/?a=1"',
            "line 2: profiles.a.url must end with its host or path, such as https://carts.example.com",
        ),
        (
            'url = "http://carts.example.com"',
            "line 1: profiles.a.insecure must be true for http://carts.example.com: over plain http",
        ),
        (
            'url = "https://x.example"\ncolour = "pink"',
            "line 3: profiles.a.colour must be 'blue', 'cyan', 'green', 'yellow', 'orange', 'red' or",
        ),
        ('ulr = "https://x.example"', "line 2: profiles.a.ulr is not a setting; did you mean 'url'?"),
    ],
)
def test_what_is_wrong_with_a_profile_is_said_with_its_place(
    paths: Paths, profile: str, complaint: str
) -> None:
    [said] = complaints(paths, f"[profiles.a]\n{profile}\n")
    assert said.startswith(f"config.toml, {complaint}")


@pytest.mark.parametrize("url", ["https://alice:geheim@x.example", "https://geheim@x.example"])
def test_a_token_in_an_address_is_refused_and_not_repeated(paths: Paths, url: str) -> None:
    for said in (
        complaints(paths, f'[profiles.a]\nurl = "{url}"\n'),
        complaints(paths, "", Options(url=url)),
        complaints(paths, "", CARTUI_URL=url),
    ):
        assert "must not hold a name or password" in said[0]
        assert "`cartui login`" in said[0]
        assert "geheim" not in "\n".join(said)


@pytest.mark.parametrize(
    "url", ["http://localhost:8765", "http://127.0.0.1", "http://127.9.9.9:80", "http://[::1]:8765"]
)
def test_plain_http_to_ones_own_machine_needs_no_leave(paths: Paths, url: str) -> None:
    assert load(paths, f'profile = "a"\n[profiles.a]\nurl = "{url}"\n').backend.url == url
    assert load(paths, "", Options(url=url)).backend.url == url


@pytest.mark.parametrize("url", ["http://10.0.0.7", "http://localhost.example.com", "http://shop:8765"])
def test_plain_http_to_another_machine_is_for_profiles_that_say_so(paths: Paths, url: str) -> None:
    said = load(paths, f'profile = "a"\n[profiles.a]\nurl = "{url}"\ninsecure = true\n')
    assert (said.backend.url, said.backend.insecure) == (url, True)
    [complaint] = complaints(paths, "", Options(url=url))
    assert complaint.startswith(f"--url: {url} is plain http to another machine")


# --- through the command ---------------------------------------------------------------------------


def test_show_says_which_server_it_is_and_who_said_so(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text(TEAM)
    shown = run("config", "show", "--json").json
    assert (shown["url"], shown["url_from"]) == ("https://carts.example.com", "profile team")
    assert "database" not in shown
    lines = [" ".join(line.split()) for line in run("config", "show").out.splitlines()]
    assert "url https://carts.example.com profile team (config.toml, line 3)" in lines


def test_two_backends_on_the_command_line_are_bad_usage(run: Run) -> None:
    outcome = run("carts", "list", "--db", "x", "--url", "https://x.example", "--json")
    assert outcome.status == 2
    assert "--db and --url" in outcome.error["message"]


def test_the_demo_is_on_no_server(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text(TEAM)
    for options in (("--profile", "team"), ("--url", "https://x.example")):
        outcome = run("demo", "--no-ui", *options)
        assert outcome.status == 8
        assert "`cartui demo` opens it" in outcome.err
    assert run("demo", "--no-ui").status == 0
