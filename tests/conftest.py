"""What tests of several folders share."""

import gc
import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from cartui.store import sqlite

pytest_plugins = ["tests.postgres_server", "tests.furnished", "tests.printer"]

# No test meets the keyring of whoever runs it. The choice is made before anything asks for one: the
# library keeps its first answer, and among its candidates are the keyrings that tests define.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"


@pytest.fixture(scope="session", autouse=True)
def _no_commit_waits_for_the_disk() -> Iterator[None]:
    """Let files that this very process writes be lost in a power cut: each commit is ten times as quick.

    What tests start as programs of their own commits as it always does.
    """
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sqlite, "SYNCHRONOUS", "OFF")
        yield


@pytest.fixture(scope="session", autouse=True)
def _a_desk_that_begins_keeps_nothing() -> Iterator[None]:
    """Let a desk keep nothing for good when it opens: of a thousand desks each would keep all before it."""
    with pytest.MonkeyPatch.context() as patched:
        if "cartui.app" in sys.modules:
            patched.setattr("cartui.app.keep_what_is_there", lambda: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _styles_are_parsed_once() -> Iterator[None]:
    """Let all desks of this process share what Textual makes of a style sheet: each parses the same ones."""
    from textual.css.model import RuleSet
    from textual.css.stylesheet import Stylesheet

    parse, parsed = Stylesheet._parse_rules, dict[tuple[object, ...], list[RuleSet]]()

    def shared(sheet: Stylesheet, *css: Any, **facts: Any) -> list[RuleSet]:
        key = (*css, *sorted(facts.items()), *sorted(sheet._variables.items()))
        if key not in parsed:
            parsed[key] = parse(sheet, *css, **facts)
        return parsed[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Stylesheet, "_parse_rules", shared)
        yield


@pytest.fixture(scope="session", autouse=True)
def _statements_are_compiled_once() -> Iterator[None]:
    """Let all databases of this process share what SQLAlchemy makes of a statement: each asks the same ones.

    By itself it compiles them anew for each engine, which took a fifth of the time of tests on databases.
    """
    from sqlalchemy import Dialect, Engine
    from sqlalchemy.engine.default import DefaultDialect

    begin, compiled = Engine.__init__, dict[object, Any]()

    def what_it_is(dialect: Dialect) -> object:
        return type(dialect), dialect.paramstyle, dialect.server_version_info

    def sharing(engine: Engine, *given: Any, **named: Any) -> None:
        begin(engine, *given, **named)
        engine._compiled_cache = compiled.setdefault(type(engine.dialect), engine._compiled_cache)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Engine, "__init__", sharing)
        patched.setattr(DefaultDialect, "__eq__", lambda one, other: what_it_is(one) == what_it_is(other))
        patched.setattr(DefaultDialect, "__hash__", lambda dialect: hash(type(dialect)))
        yield


def pytest_collection_finish() -> None:
    """Let the garbage collector look through what is old less often, and not at what precedes the tests.

    That stays to the end, ten thousand tests among it: looking through it took a tenth of the tests' time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(700, 10, 100)  # an import that a test makes thaws what is frozen
