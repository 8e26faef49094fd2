"""The agent's own views in the config file: read, checked, and written with everything around them kept."""

from pathlib import Path

import pytest

from cartui.cli.checking import check_settings, settings_for_desk
from cartui.cli.own_views import views_of
from cartui.model.customer import Customer
from cartui.settings.errors import NotWritten, SettingsError
from cartui.settings.loading import Configuration, Options, examine_configuration
from cartui.settings.model import OwnView, View
from cartui.settings.paths import find_paths
from cartui.settings.views import keep_view, remove_view
from tests.cli.conftest import Run

OWN = """\
# mine
agent = "alice"

[views.Dhaka]  # for the morning
query = "market:BD"
# the large ones first
sort = "-total"

# about the other one
[views."Two words"]
query = "is:guest"
columns = [
  "number",
  "total:18",
]

[display]  # looks
theme = "nord"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(OWN, encoding="utf-8")
    return file


def read(file: Path) -> Configuration:
    """The settings of that file, in which nothing is wrong."""
    paths = find_paths({"CARTUI_HOME": str(file.parent)})
    configuration, problems = examine_configuration(environment={}, paths=paths)
    assert problems == ()
    return configuration


def mistakes(file: Path) -> list[str]:
    """What is wrong with a file."""
    paths = find_paths({"CARTUI_HOME": str(file.parent)})
    _, problems = examine_configuration(environment={}, paths=paths)
    return [str(problem).removeprefix(f"{file}, ") for problem in problems]


def test_views_are_read_in_their_order(config: Path) -> None:
    assert dict(read(config).settings.views) == {
        "Dhaka": View(query="market:BD", sort="-total"),
        "Two words": View(query="is:guest", columns=("number", "total:18")),
    }


def test_a_view_is_added_and_everything_else_stays(config: Path) -> None:
    keep_view(config, OwnView("My own", View(query="rahim", key="f6")))
    text = config.read_text(encoding="utf-8")
    assert [line for line in text.splitlines(keepends=True) if line in OWN] == OWN.splitlines(keepends=True)
    assert read(config).settings.views["My own"] == View(query="rahim", key="f6")
    assert "columns = []" not in text, "what says nothing is left out"


def test_a_view_is_changed_where_it_stands(config: Path) -> None:
    keep_view(config, OwnView("Dhaka", View(query="market:BD is:guest")), instead_of="Dhaka")
    text = config.read_text(encoding="utf-8")
    assert text == OWN.replace('"market:BD"', '"market:BD is:guest"').replace('"-total"', '""')


def test_a_view_gets_another_name_with_its_comments(config: Path) -> None:
    keep_view(config, OwnView("Dhaka 2", View(query="market:BD", sort="-total")), instead_of="Dhaka")
    text = config.read_text(encoding="utf-8")
    assert text == OWN.replace("[views.Dhaka]", '[views."Dhaka 2"]')


@pytest.mark.parametrize(
    ("header", "name", "renamed"),
    [
        ('[views."a ] b"] # why', "a ] b", "[views.Dhaka] # why"),
        ('[ views . "x # y" ]# why', "x # y", "[ views.Dhaka ]# why"),
        ("[views.'[z]']\t# [views.Dhaka]", "[z]", "[views.Dhaka]\t# [views.Dhaka]"),
        (r'[views."say \"]\" twice"]', 'say "]" twice', "[views.Dhaka]"),
        (r'[views."\u0416"]', "Ж", "[views.Dhaka]"),
    ],
    ids=["bracket", "hash", "single quotes", "quotes within", "by its code"],
)
def test_a_view_of_any_name_is_renamed_and_taken_away_with_comments_kept(
    config: Path, header: str, name: str, renamed: str
) -> None:
    usual = "[views.Dhaka]  # for the morning"
    config.write_text(OWN.replace(usual, header), encoding="utf-8")
    view = View(query="market:BD", sort="-total")
    keep_view(config, OwnView("Dhaka", view), instead_of=name)
    assert config.read_text(encoding="utf-8") == OWN.replace(usual, renamed)
    keep_view(config, OwnView(name, view), instead_of="Dhaka")
    assert list(read(config).settings.views) == [name, "Two words"]
    remove_view(config, name)
    text = config.read_text(encoding="utf-8")
    assert text == OWN[: OWN.index("[views.")] + OWN[OWN.index("\n# about the other") :]


def test_no_view_takes_the_name_of_another(config: Path) -> None:
    with pytest.raises(NotWritten, match="already"):
        keep_view(config, OwnView("Dhaka", View(query="x")))
    with pytest.raises(NotWritten, match="already"):
        keep_view(config, OwnView("Two words", View(query="x")), instead_of="Dhaka")
    assert config.read_text(encoding="utf-8") == OWN


def test_a_view_is_taken_away_and_comments_about_others_stay(config: Path) -> None:
    remove_view(config, "Dhaka")
    text = config.read_text(encoding="utf-8")
    assert text == OWN[: OWN.index("[views.Dhaka]")] + OWN[OWN.index("\n# about the other") :]
    remove_view(config, "Two words")
    assert read(config).settings.views == {}
    assert "[display]  # looks" in config.read_text(encoding="utf-8")
    with pytest.raises(NotWritten, match="there is no"):
        remove_view(config, "Dhaka")


@pytest.mark.parametrize(
    "text",
    ['views = {a = {query = "x"}, b = {query = "y"}}\n', 'views.a.query = "x"\nviews.b.query = "y"\n'],
    ids=["in braces", "in one line each"],
)
def test_a_file_in_another_writing_is_changed_or_left_as_it_is(config: Path, text: str) -> None:
    config.write_text(text, encoding="utf-8")
    with pytest.raises(NotWritten, match="no place"):
        keep_view(config, OwnView("c", View(query="z")), instead_of="a")
    assert config.read_text(encoding="utf-8") == text
    remove_view(config, "b")
    assert dict(read(config).settings.views) == {"a": View(query="x")}


def test_the_first_view_of_a_new_file_leaves_the_example_in_comments(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    keep_view(file, OwnView("Mine too", View(query="rahim", columns=("number",))))
    assert dict(read(file).settings.views) == {"Mine too": View(query="rahim", columns=("number",))}
    assert "# [views.dhaka]" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('quer = "x"', "views.a.quer is not a setting; did you mean 'query'?"),
        ('sort = "colour"', "views.a.sort cannot sort by 'colour'"),
        ('columns = "number"', "views.a.columns must be a list of names in quotes"),
    ],
    ids=["unknown key", "sort", "columns"],
)
def test_what_is_wrong_with_a_view_is_said_with_its_line(config: Path, text: str, said: str) -> None:
    config.write_text(f"[views.a]\n{text}\n", encoding="utf-8")
    (mistake,) = mistakes(config)
    assert mistake.startswith("line 2: ")
    assert said in mistake


def test_a_view_is_a_table(config: Path) -> None:
    config.write_text('[views]\na = "market:BD"\n', encoding="utf-8")
    assert mistakes(config) == ["line 2: views.a must be a table: [views.NAME] with a query"]


def test_columns_are_those_of_the_list(config: Path) -> None:
    config.write_text('[views.a]\ncolumns = ["number", "colour"]\n', encoding="utf-8")
    (mistake,) = mistakes(config)
    assert "there is no column 'colour'" in mistake


WRONG = """\
[keymap]
new-cart = "f7"

[views.guests]
query = "is:guest"

[views.a]
query = "stat:open"
key = "8"

[views.b]
key = "f6"

[views.c]
key = "f6"

[views.d]
key = "f7"

[views.e]
key = "shift+n"
"""


def test_queries_names_and_keys_of_views_are_checked_with_the_settings(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text(WRONG, encoding="utf-8")
    said = run("config", "validate").err
    for expected in (
        "line 5: views.guests has the name of a built-in view",
        "line 8: views.a.query cannot be understood at 'stat': There is no key",
        "line 9: views.a.key cannot be '8', which does 'view-guests' in the cart list",
        "line 15: views.c.key cannot be 'f6', which shows the view 'b'",
        "line 18: views.d.key cannot be 'f7', which does 'new-cart'",
        "line 21: views.e.key cannot be 'shift+n'",
    ):
        assert expected in said
    assert "views.b" not in said.replace("'b'", "")


def test_views_in_order_are_in_order(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text(
        '[views."Two words"]\nquery = "is:guest"\nkey = "f6, g x"\nsort = "-total"\ncolumns = ["total:9"]\n',
        encoding="utf-8",
    )
    assert run("config", "validate").status == 0


def test_a_view_of_ones_own_is_listed_by_its_name(run: Run, home: Path, rahim: Customer) -> None:
    (home / "config.toml").write_text(
        '[views."No orders"]\nquery = "is:guest"\nsort = "number"\n', encoding="utf-8"
    )
    for _ in range(2):
        run("carts", "new", "--market", "EU")
    run("carts", "new", "--market", "EU", "--customer", str(rahim.number))
    listed = run("carts", "list", "--view", "no orders", "--json").json["items"]
    numbers = [cart["number"] for cart in listed]
    assert len(numbers) == 3
    assert numbers == sorted(numbers)
    turned = run("carts", "list", "--view", "No orders", "--sort", "-number", "--json").json["items"]
    assert [cart["number"] for cart in turned] == numbers[::-1]
    assert "Trash, To call, No orders" in run("carts", "list", "--view", "nope").err


def test_a_desk_opens_without_the_views_that_are_wrong_and_says_what_is(config: Path) -> None:
    config.write_text(
        '[views.broken]\nquery = "markt:BD"\n[views.fine]\nquery = "market:BD"\n[views."a.b"]\nqury = "x"\n',
        encoding="utf-8",
    )
    configuration, _, problems = settings_for_desk(Options(config=str(config)))
    assert list(configuration.settings.views) == ["fine"]
    said = [str(problem) for problem in problems]
    assert [sentence.partition(": ")[0] for sentence in said] == [f"{config}, line {line}" for line in (2, 6)]
    assert "markt" in said[0]
    assert "query" in said[1]
    with pytest.raises(SettingsError, match="markt"):
        check_settings(Options(config=str(config)))


def test_a_desk_does_not_open_with_other_settings_that_are_wrong(config: Path) -> None:
    config.write_text('agnet = "alice"\n[views.broken]\nquery = "markt:BD"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"(?s)agnet.*markt"):
        settings_for_desk(Options(config=str(config)))


def test_where_settings_are_shared_nobody_writes_views_into_those_of_others(config: Path) -> None:
    views = views_of(read(config), shared=True)
    assert [own.name for own in views.all] == ["Dhaka", "Two words"]
    with pytest.raises(NotWritten, match="everybody who logs in like you has these settings"):
        views.write(OwnView("mine", View(query="is:guest")), "")
    with pytest.raises(NotWritten, match="everybody"):
        views.erase("Dhaka")
    assert config.read_text(encoding="utf-8") == OWN
