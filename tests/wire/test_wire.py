"""What goes over the wire comes back as it was, whatever it is made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.model.agent import Agent, NewAgent, Role
from cartui.model.changes import Change
from cartui.model.errors import Invalid
from cartui.wire.bodies import AccountMade, CartEdits, Purging
from cartui.wire.encoding import codec
from cartui.wire.events import change_event, change_of, seq_of, start_event
from cartui.wire.headers import LONGEST_KEY_HEADER, key_header, key_of
from tests.contract.shop import NOW, SHOP
from tests.hostile import CONTROLS, HOSTILE


@given(st.text(min_size=1, max_size=200).filter(lambda key: not any("\ud800" <= c <= "\udfff" for c in key)))
def test_any_key_goes_through_a_header(key: str) -> None:
    header = key_header(key)
    assert header.isascii()
    assert header.isprintable()
    assert len(header) <= LONGEST_KEY_HEADER
    assert key_of(header) == key


def test_a_key_may_come_bare_or_escaped() -> None:
    assert key_of("8e03978e-40d5") == "8e03978e-40d5"
    assert key_of('"a\\"b"') == 'a"b'


def test_a_key_that_is_no_text_is_refused() -> None:
    with pytest.raises(Invalid):
        key_of("%FF")
    with pytest.raises(Invalid):
        key_of(key_header("\ud800"))


@pytest.mark.parametrize("name", [name for name in HOSTILE if "\ud800" not in name])
def test_an_event_is_one_line_of_data_and_comes_back_clean(name: str) -> None:
    event = change_event(Change(seq=7, kind="cart", id="1", version=2, agent=name)).decode()
    assert event.count("\n") == 4
    data = event.splitlines()[2].removeprefix("data: ")
    assert not CONTROLS & set(change_of(data).agent)
    assert seq_of(data) == 7


@pytest.mark.parametrize("data", ["", "[]", "{}", '{"seq": "7"}', '{"seq": true}', "[" * 100_000])
def test_an_event_of_another_making_is_refused(data: str) -> None:
    with pytest.raises(Invalid):
        seq_of(data)


def test_the_start_of_a_reading_has_its_number() -> None:
    assert seq_of(start_event(17).decode().splitlines()[2].removeprefix("data: ")) == 17


def test_what_is_given_has_to_be_what_it_says() -> None:
    purging = codec(Purging)
    assert purging.decode(b'{"dry_run": true}').dry_run
    for body in (b'{"dry_run": 1}', b'{"dry_run": "true"}', b'{"dry": true}', b"[]", b""):
        with pytest.raises(Invalid):
            purging.decode(body)
    with pytest.raises(Invalid) as refused:
        codec(CartEdits).decode(b'{"version": 1, "actions": [{"type": "add_line", "sku": ""}]}')
    assert [problem.field for problem in refused.value.problems] == ["actions.0.add_line.sku"]


def test_a_shop_comes_back_as_it_was() -> None:
    shop = codec(type(SHOP))
    assert shop.decode(shop.encode(SHOP)) == SHOP
    assert shop.read(shop.encode(SHOP)) == SHOP


def test_a_new_token_is_written_out_in_its_one_answer_and_nowhere_else() -> None:
    agent = Agent(name="alice", role=Role.LEAD, created_at=NOW)
    made = AccountMade.of(NewAgent.model_validate({"agent": agent, "token": "cartui_secret"}))
    body = codec(AccountMade).encode(made)
    assert b"cartui_secret" in body
    assert "cartui_secret" not in repr(made)
    assert codec(AccountMade).read(body).told().token.get_secret_value() == "cartui_secret"
