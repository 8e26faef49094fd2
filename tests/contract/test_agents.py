"""Who may come in: accounts are made, listed and taken back, and nobody reads a token twice."""

import asyncio
import base64

import pytest

from cartui.client.protocol import Client, Forbidden, Invalid, NotFound, Refused
from cartui.model.actions import SetNote
from cartui.model.agent import Actor, ActorOrigin, Agent, AgentChangeKind, Role
from cartui.model.cart import Cart
from cartui.model.changes import Change
from cartui.model.query import CartQuery, CartSort
from cartui.model.text import clean_line
from tests.contract.conftest import Clock, OpenAs
from tests.hostile import HOSTILE

LONGEST = 200
"""Letters that a name may have."""


async def account_of(client: Client, name: str) -> Agent | None:
    """The account of exactly that name, as the list has it."""
    return next((each for each in await client.agents.list() if each.name == name), None)


async def told_until(client: Client, cart: Cart) -> list[Change]:
    """All changes up to that version of the cart."""
    told: list[Change] = []
    async for change in client.changes(0):
        told.append(change)
        if (change.id, change.version) == (cart.id, cart.version):
            break
    return told


async def test_a_new_account_is_in_force_with_the_role_it_was_given(client: Client, clock: Clock) -> None:
    new = await client.agents.add("carla", Role.LEAD)
    assert new.agent == Agent(name="carla", role=Role.LEAD, created_at=clock())
    assert await account_of(client, "carla") == new.agent


async def test_a_shop_has_a_secret_for_its_webhooks_and_nobody_else(client: Client) -> None:
    shop = await client.agents.add("GospelShop", Role.STOREFRONT)
    other = await client.agents.add("AudioShop", Role.STOREFRONT)
    secrets = [new.webhook_secret.get_secret_value() for new in (shop, other) if new.webhook_secret]
    assert len(set(secrets)) == 2
    for secret in secrets:
        assert secret.startswith("whsec_")
        assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32
    said = repr([shop, other, await client.agents.list()])
    assert not [secret for secret in secrets if secret in said]
    await client.agents.revoke("AudioShop")
    person = await client.agents.add("AudioShop", Role.AGENT)
    assert person.webhook_secret is None


async def test_who_opens_a_backend_as_a_shop_is_one_wherever_they_say_they_are(open_as: OpenAs) -> None:
    shop = await open_as("GospelShop", Role.STOREFRONT)
    assert shop.actor == Actor(name="GospelShop", role=Role.STOREFRONT, origin=ActorOrigin.STOREFRONT)


async def test_a_shop_sees_nothing_that_agents_see(open_as: OpenAs) -> None:
    shop = await open_as("GospelShop", Role.STOREFRONT)
    for attempt in (
        shop.carts.list(CartQuery(), sort=CartSort()),
        shop.carts.get("C-000001"),
        shop.history.of_cart("C-000001"),
        shop.customers.search("rahim"),
        shop.shop.get(),
        anext(shop.changes(0)),
    ):
        with pytest.raises(Forbidden, match=r"^A storefront may not look at carts and customers"):
            await attempt


async def test_each_account_has_a_token_of_its_own(client: Client) -> None:
    tokens = {(await client.agents.add(name, Role.AGENT)).token.get_secret_value() for name in "uvwxyz"}
    assert len(tokens) == 6
    assert all(len(token) > 40 for token in tokens)


async def test_all_accounts_are_listed_by_name(client: Client) -> None:
    for name in ("zora", "carla", "Maria", "dora"):
        await client.agents.add(name, Role.VIEWER)
    names = [
        each.name for each in await client.agents.list() if each.name in {"zora", "carla", "Maria", "dora"}
    ]
    assert names == ["carla", "dora", "Maria", "zora"]


async def test_an_account_in_force_is_not_made_again(client: Client) -> None:
    await client.agents.add("carla", Role.LEAD)
    with pytest.raises(Refused) as refused:
        await client.agents.add("carla", Role.ADMIN)
    assert refused.value.message == "carla has an account already, as lead: revoke it first."
    account = await account_of(client, "carla")
    assert account is not None
    assert account.role is Role.LEAD


async def test_a_name_in_other_letters_is_the_same_person(client: Client) -> None:
    await client.agents.add("carla", Role.LEAD)
    for same in ("Carla", "CARLA", " carla\t", "ｃａｒｌａ"):
        with pytest.raises(Refused, match=r"^carla has an account already"):
            await client.agents.add(same, Role.ADMIN)
    assert (await client.agents.revoke("CaRLa ")).name == "carla"


async def test_nobody_gets_the_name_under_which_the_server_works(client: Client) -> None:
    for name in ("server", "Server", " SERVER", "ｓｅｒｖｅｒ"):
        with pytest.raises(Invalid, match="Take another name") as refused:
            await client.agents.add(name, Role.VIEWER)
        assert [problem.field for problem in refused.value.problems] == ["name"]
        assert await account_of(client, name.strip()) is None


async def test_a_revoked_account_stays_in_the_list(client: Client, clock: Clock) -> None:
    made = (await client.agents.add("carla", Role.LEAD)).agent
    clock.advance(days=3)
    revoked = await client.agents.revoke("carla")
    assert revoked == made.model_copy(update={"revoked_at": clock()})
    assert await account_of(client, "carla") == revoked


async def test_revoking_twice_changes_nothing_more(client: Client, clock: Clock) -> None:
    await client.agents.add("carla", Role.LEAD)
    revoked = await client.agents.revoke("carla")
    clock.advance(hours=1)
    assert await client.agents.revoke("carla") == revoked


async def test_a_revoked_account_is_given_back_with_a_new_token_and_another_role(
    client: Client, clock: Clock
) -> None:
    first = await client.agents.add("carla", Role.LEAD)
    await client.agents.revoke("carla")
    clock.advance(days=3)
    second = await client.agents.add("Carla", Role.VIEWER)
    assert second.agent == Agent(name="carla", role=Role.VIEWER, created_at=clock())
    assert second.token.get_secret_value() != first.token.get_secret_value()
    assert [each.name for each in await client.agents.list()].count("carla") == 1
    assert await account_of(client, "Carla") is None


async def test_nobody_is_revoked_who_has_no_account(client: Client) -> None:
    await client.agents.add("carla", Role.LEAD)
    for name in ("nobody", "", "   ", "car", ".", "..", *HOSTILE):
        with pytest.raises(NotFound):
            await client.agents.revoke(name)


async def test_a_name_is_neither_blank_nor_endless(client: Client) -> None:
    before = await client.agents.list()
    for name in ("", "   ", "\t\n", "x" * (LONGEST + 1)):
        with pytest.raises(Invalid) as refused:
            await client.agents.add(name, Role.AGENT)
        assert [problem.field for problem in refused.value.problems] == ["name"]
    assert await client.agents.list() == before


async def test_any_other_name_is_cleaned_and_kept(client: Client) -> None:
    for name in (name for name in HOSTILE if len(name) <= LONGEST):
        made = (await client.agents.add(name, Role.VIEWER)).agent
        assert made.name == clean_line(name).strip()
        assert await account_of(client, made.name) == made
        assert (await client.agents.revoke(name)).revoked_at is not None


@pytest.mark.parametrize("role", [Role.VIEWER, Role.AGENT, Role.LEAD])
async def test_below_admin_nobody_sees_or_changes_accounts(
    client: Client, open_as: OpenAs, role: Role
) -> None:
    await client.agents.add("carla", Role.LEAD)
    other = await open_as("olaf", role)
    before = await client.agents.list()
    for attempt in (
        other.agents.list(),
        other.agents.history(),
        other.agents.add("mallory", Role.ADMIN),
        other.agents.revoke("carla"),
        other.agents.revoke("nobody"),
        other.agents.add("", Role.ADMIN),
    ):
        with pytest.raises(
            Forbidden, match=r"may not add, list or revoke agents: that takes the role admin\.$"
        ):
            await attempt
    assert await client.agents.list() == before


async def test_of_two_who_add_the_same_name_at_once_one_has_the_token(
    client: Client, open_as: OpenAs
) -> None:
    bob = await open_as("bob")
    answers = await asyncio.gather(
        *(each.agents.add(name, Role.AGENT) for name in ("carla", "Carla") for each in (client, bob)),
        return_exceptions=True,
    )
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(refused) == 3
    assert [each.name.lower() for each in await client.agents.list()].count("carla") == 1


async def test_those_who_follow_the_changes_learn_that_accounts_changed_but_not_whose(
    client: Client, open_as: OpenAs, cart: Cart
) -> None:
    viewer = await open_as("vera", Role.VIEWER)
    await client.agents.add("carla", Role.LEAD)
    await client.agents.revoke("carla")
    await client.agents.revoke("carla")
    edited = await client.carts.edit(cart.id, cart.version, [SetNote(note="now")])
    told = [change for change in await told_until(viewer, edited) if change.agent == "alice"]
    assert [(each.kind, each.id) for each in told[-3:]] == [("agent", ""), ("agent", ""), ("cart", cart.id)]
    assert all("carla" not in change.id for change in told)


async def test_a_token_is_read_nowhere_but_in_the_answer_that_made_it(client: Client, cart: Cart) -> None:
    new = await client.agents.add("carla", Role.LEAD)
    token = new.token.get_secret_value()
    edited = await client.carts.edit(cart.id, cart.version, [SetNote(note="calls again")])
    changes = await told_until(client, edited)
    with pytest.raises(Refused) as refused:
        await client.agents.add("carla", Role.LEAD)
    said = [
        new,
        new.agent,
        await client.agents.list(),
        await client.history.of_cart(cart.id),
        await client.carts.list(CartQuery(), sort=CartSort()),
        await client.shop.get(),
        changes,
        refused.value,
        await client.agents.revoke("carla"),
    ]
    assert token not in repr(said) + str(said)


async def test_what_was_done_with_accounts_is_kept_with_who_did_it(client: Client, clock: Clock) -> None:
    before = await client.agents.history()
    await client.agents.add("carla", Role.LEAD)
    await client.agents.revoke("carla")
    await client.agents.revoke("carla")
    await client.agents.add("CARLA", Role.AGENT)
    found = (await client.agents.history())[: -len(before) or None]
    assert [(each.name, each.kind, each.role) for each in found] == [
        ("carla", AgentChangeKind.ADDED, Role.AGENT),
        ("carla", AgentChangeKind.REVOKED, Role.LEAD),
        ("carla", AgentChangeKind.ADDED, Role.LEAD),
    ]
    assert {(each.agent, each.origin, each.at) for each in found} == {
        (client.actor.name, client.actor.origin.value, clock())
    }
    assert await client.agents.history(limit=1) == found[:1]


async def test_what_could_not_be_done_with_an_account_is_not_kept(client: Client) -> None:
    await client.agents.add("carla", Role.LEAD)
    before = await client.agents.history()
    with pytest.raises(Refused):
        await client.agents.add("carla", Role.ADMIN)
    with pytest.raises(NotFound):
        await client.agents.revoke("nobody of that name")
    assert await client.agents.history() == before
