"""Who is meant by a name, and when the last admin would go."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.model.agent import Agent, Role
from cartui.rules.accounts import (
    BACKGROUND,
    account_named,
    is_last_admin,
    is_taken_by_background,
    name_key,
)

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def account(name: str, role: Role = Role.ADMIN, *, revoked: bool = False) -> Agent:
    return Agent(name=name, role=role, created_at=NOW, revoked_at=NOW if revoked else None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alice", "alice"),
        ("ALICE ", "\talice"),
        ("Ｒａｈｉｍ", "rahim"),
        ("Straße", "STRASSE"),
        ("caf\u00e9", "CAFE\u0301"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
    ],
)
def test_other_letters_make_no_other_person(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)
    assert account_named([account(one)], other) == account(one)


@pytest.mark.parametrize(("one", "other"), [("alice", "alicia"), ("বাংলা", "বাংল"), ("a b", "ab"), ("", "\x00")])
def test_other_names_are_other_people(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(st.text(max_size=30))
def test_blanks_around_a_name_are_not_part_of_it(name: str) -> None:
    assert name_key(f" {name}\t") == name_key(name)


@pytest.mark.parametrize("name", [BACKGROUND, "Server", " SERVER\t", "ｓｅｒｖｅｒ"])
def test_nobody_is_called_as_the_server_itself(name: str) -> None:
    assert is_taken_by_background(name)


def test_a_name_that_has_the_servers_in_it_is_somebody_elses() -> None:
    assert not is_taken_by_background("server room")


def test_the_last_admin_is_the_only_one_in_force() -> None:
    alice, others = account("alice"), [account("bob", Role.LEAD), account("carla", revoked=True)]
    assert is_last_admin([alice, *others], alice)
    assert not is_last_admin([alice, *others], others[0])
    assert not is_last_admin([alice, *others], others[1])
    assert not is_last_admin([alice, account("dora"), *others], alice)
