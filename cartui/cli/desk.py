"""Plain ``cartui``: the desk, or what to do where there is no screen or no shop yet."""

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from cartui.cli.checking import is_locale, settings_for_desk
from cartui.cli.exit_codes import ExitStatus
from cartui.cli.invocation import Invocation
from cartui.cli.output import narrate
from cartui.terminal.environment import prepare_environment
from cartui.terminal.pauses import shorten_pauses

if TYPE_CHECKING:
    from cartui.app import Ending
    from cartui.cli.backends import OtherBackends
    from cartui.cli.start import FirstSight
    from cartui.commands.keymap import Keymap
    from cartui.screens.desk.own_views import OwnViews
    from cartui.screens.desk.saved_rows import SavedRows
    from cartui.screens.start.first_start import Beginning, FirstTime
    from cartui.settings.loading import Configuration

NO_SCREEN = """\
The desk needs a terminal, and this is none. Without one there are commands:
  cartui carts list --json       cartui carts show NUMBER
  cartui customers search TEXT   cartui orders list
  cartui --help                  all of them"""

FIRST_START = """\
There is no shop here yet. Choose where to begin:
  cartui demo                   look at demo data; your own database stays as it is
  cartui shop apply FILE.toml   set up a new shop, then cartui import catalog FILE
  cartui --db PATH-OR-URL       open a shop that is somewhere else
  cartui login --url URL        keep your token for a server, then cartui --url URL
`cartui config init` writes a config file in which such places have names."""


RESTRICTED_NO_SCREEN = "This login opens the desk, which needs a terminal: connect with `ssh -t`."

RESTRICTED_FIRST_START = "There is no shop here yet: whoever runs it has to set it up first."


def open_desk(invocation: Invocation, sight: "FirstSight | None" = None) -> int:
    """Open the desk, and another one wherever the agent goes from there; give the exit status at the end.

    Where none can be opened, it is explained what there is instead. ``sight``: what is to be seen already.
    """
    from cartui.bootstrap import is_first_start
    from cartui.cli.own_views import views_of

    others: OtherBackends | None = None
    while True:
        configuration, keymap, problems = settings_for_desk(invocation.options)
        first = is_first_start(configuration)
        if first and sight is not None:
            sight.frame.take_away()  # the shop that it shows is gone
        if invocation.restricted and (first or not has_screen()):
            narrate(RESTRICTED_FIRST_START if first else RESTRICTED_NO_SCREEN)
            return ExitStatus.BAD_INPUT
        if not has_screen() or (first and configuration.read_only):
            narrate(FIRST_START if first else NO_SCREEN)
            return ExitStatus.BAD_INPUT
        prepare_environment(os.environ)
        others = others or _others(invocation)
        ending = _run_desk(
            configuration,
            keymap,
            others,
            views_of(configuration, problems, shared=invocation.restricted and not invocation.config),
            None if first else sight,
            first=first,
            restricted=invocation.restricted,
        )
        sight = None  # it was this desk's
        if ending.beginning is not None:
            _begin(invocation, ending.beginning)
            others = None
        elif ending.goes_to is not None:
            others.aim_at(ending.goes_to)
        else:
            return ending.status


def has_screen() -> bool:
    """Whether there is a terminal that can be drawn on."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "") != "dumb"


def system_locale() -> str:
    """The locale of the environment as CLDR writes it (``en_GB``); ``en`` where it says nothing usable."""
    variables = ("LC_ALL", "LC_MONETARY", "LANG")
    named = next((os.environ[name] for name in variables if os.environ.get(name)), "")
    plain = named.partition(".")[0].partition("@")[0]
    return plain if plain and is_locale(plain) else "en"


def _begin(invocation: Invocation, beginning: "Beginning") -> None:
    """Let the call go on with what was chosen at the first start; a demo is made if it is not there."""
    from cartui.cli.demo import aim_at_demo
    from cartui.screens.start.first_start import Beginning

    if beginning is Beginning.SERVER:
        invocation.aim_at()  # the settings name it by now
        return
    if not invocation.configuration.paths.demo_database.exists():
        narrate("Making the demo: that takes a moment, once.")
    invocation.command = "demo"  # from here on it is that command, which may begin a database
    aim_at_demo(invocation)


def _others(invocation: Invocation) -> "OtherBackends":
    """Where else the desk can go; it is imported after Textual was told what it reads at its import."""
    from cartui.cli.backends import OtherBackends

    return OtherBackends(invocation)


def _saved_rows(configuration: "Configuration", sight: "FirstSight | None") -> "SavedRows":
    """The rows of the last time, and their place; none where the agent wants none to be remembered."""
    from cartui.bootstrap import database_file
    from cartui.screens.desk.saved_rows import SavedRows
    from cartui.settings.last_page import FOLDER, forget_pages

    if not configuration.settings.display.remember_rows:
        forget_pages(configuration.paths.state / FOLDER)
        return SavedRows()
    if sight is None:
        return SavedRows()
    database = database_file(configuration)
    return SavedRows(sight.file, sight.content, of_now=sight.of_now, database=database)


def _run_desk(
    configuration: "Configuration",
    keymap: "Keymap",
    others: "OtherBackends",
    own_views: "OwnViews",
    sight: "FirstSight | None",
    *,
    first: bool,
    restricted: bool,
) -> "Ending":
    """Show the desk of the configured backend."""
    from cartui.app import run_desk
    from cartui.bootstrap import open_log, stationery_of
    from cartui.cli.backends import backend_name
    from cartui.cli.statement_places import statement_places
    from cartui.screens.desk.desk import Desk, Display
    from cartui.screens.desk.document_places import DocumentPlaces
    from cartui.settings.drafts import DraftFiles
    from cartui.settings.idle import read_idle
    from cartui.settings.sessions import Sessions

    display = configuration.settings.display
    desk = Desk(
        others.open_client(configuration),
        Display(
            theme=display.theme,
            locale=display.locale or system_locale(),
            timezone=display.timezone or None,
            keymap=keymap,
            mouse=display.mouse,
            whole_frames=display.whole_frames,
            idle_lock=read_idle(display.idle_lock),
            confirm_from=configuration.settings.bulk.confirm_from,
        ),
        backend=backend_name(configuration),
        saved_rows=_saved_rows(configuration, sight),
        own_views=own_views,
        statements=statement_places(configuration),
        documents=DocumentPlaces(stationery_of(configuration), configuration.document_folder),
        website_page=configuration.settings.share.url,
        restricted=restricted,
    )
    shorten_pauses()
    return run_desk(
        desk,
        backends=others.for_desk(),
        sessions=Sessions(configuration.paths.state, configuration.backend),
        drafts=DraftFiles(configuration.paths.state, configuration.backend),
        first_frame=None if sight is None else sight.frame,
        log=open_log(configuration),
        first_start=_first_time(configuration) if first else None,
        tell=narrate,
    )


def _first_time(configuration: "Configuration") -> "FirstTime":
    """What a first start needs."""
    from cartui.cli.config_writes import connect, places_of, remember_shop
    from cartui.screens.start.first_start import FirstTime

    return FirstTime(
        places_of(configuration), partial(remember_shop, configuration), partial(connect, configuration)
    )
