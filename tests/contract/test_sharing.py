"""Links by which customers read their quotes: made, listed, revoked, and never told a second time."""

import hashlib
import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from cartui.client.protocol import Client, Forbidden, Invalid, NotFound, Refused, Unsupported
from cartui.model.agent import Role
from cartui.model.cart import Cart
from cartui.model.history import EntryKind
from cartui.model.sharing import Links
from cartui.store.database import Database
from tests.contract.conftest import PAGES, Clock, OpenAs


def secret_in(url: str) -> str:
    """What is secret in a link."""
    found = re.fullmatch(rf"{PAGES}/shared/([\w-]{{43}})", url)
    assert found is not None, url
    return found[1]


def kept_in(location: str) -> str:
    """The digests that are kept of links, and every answer that is given again."""
    with Database(location) as database, database.read() as conn:
        hashes = conn.execute(text("SELECT token_hash FROM shared_page ORDER BY id")).scalars()
        replies = conn.execute(text("SELECT reply FROM idempotency")).scalars()
        return "\n".join([*hashes, *replies])


async def test_a_link_is_told_once_and_only_its_digest_is_kept(
    links: Links, client: Client, cart: Cart, clock: Clock, location: str
) -> None:
    assert client.capabilities.shared_pages
    page = await client.sharing.share(cart.number, key="share it")
    secret = secret_in(page.url)
    assert (page.cart_id, page.cart, page.agent, page.views) == (cart.id, cart.number, "alice", 0)
    assert (page.created_at, page.expires_at) == (clock.now, clock.now + timedelta(days=14))
    [listed] = await client.sharing.of_cart(cart.id)
    assert listed == page.model_copy(update={"url": ""})
    kept = kept_in(location)
    assert secret not in kept
    assert hashlib.sha256(secret.encode()).hexdigest() in kept
    assert (await client.carts.get(cart.id)).version == cart.version


async def test_a_repeat_of_the_same_wish_is_the_same_page_and_a_new_wish_another_one(
    links: Links, client: Client, cart: Cart
) -> None:
    first = await client.sharing.share(cart.id, key="one")
    again = await client.sharing.share(cart.id, key="one")
    other = await client.sharing.share(cart.id, key="two")
    assert (again.id, other.id != first.id) == (first.id, True)
    assert len({secret_in(page.url) for page in (first, again, other)}) == 3
    assert [page.id for page in await client.sharing.of_cart(cart.id)] == [other.id, first.id]
    with pytest.raises(Invalid, match="used for something else"):
        await client.sharing.share(cart.id, lifetime=timedelta(days=1), key="one")


async def test_a_link_is_good_for_as_long_as_is_asked_for_or_the_shop_says(
    links: Links, client: Client, cart: Cart, clock: Clock
) -> None:
    asked = await client.sharing.share(cart.id, lifetime=timedelta(hours=6))
    assert asked.expires_at == clock.now + timedelta(hours=6)
    shop = await client.shop.get()
    sharing = shop.settings.sharing.model_copy(update={"lifetime": timedelta(days=3)})
    settings = shop.settings.model_copy(update={"sharing": sharing})
    await client.shop.apply(shop.model_copy(update={"settings": settings}))
    assert (await client.sharing.share(cart.id)).expires_at == clock.now + timedelta(days=3)


@pytest.mark.parametrize("lifetime", [timedelta(), timedelta(seconds=-1), timedelta(days=366)])
async def test_a_link_is_good_for_some_time_and_a_year_at_most(
    links: Links, client: Client, cart: Cart, lifetime: timedelta
) -> None:
    with pytest.raises(Invalid, match="for 365 days at most"):
        await client.sharing.share(cart.id, lifetime=lifetime)
    assert await client.sharing.of_cart(cart.id) == ()


async def test_a_revoked_link_stays_revoked_and_the_timeline_tells_of_both(
    links: Links, client: Client, cart: Cart, clock: Clock
) -> None:
    page = await client.sharing.share(cart.id)
    revoked_at = clock.now
    revoked = await client.sharing.revoke(page.id)
    assert revoked == page.model_copy(update={"url": "", "revoked_at": revoked_at})
    clock.advance(minutes=5)
    assert await client.sharing.revoke(page.id) == revoked
    told = await client.history.of_cart(cart.id, kinds=(EntryKind.SHARED,))
    assert [(entry.summary, entry.agent, entry.version) for entry in told] == [
        (f"link {page.id} revoked", "alice", cart.version),
        (
            f"link {page.id} for the customer, good until {page.expires_at:%Y-%m-%d %H:%M} UTC",
            "alice",
            cart.version,
        ),
    ]


async def test_what_is_not_there_or_in_the_trash_is_not_shared(
    links: Links, client: Client, cart: Cart
) -> None:
    with pytest.raises(NotFound):
        await client.sharing.share("C-999999")
    with pytest.raises(NotFound):
        await client.sharing.of_cart("C-999999")
    with pytest.raises(NotFound, match="There is no link 77"):
        await client.sharing.revoke(77)
    await client.carts.delete(cart.id)
    with pytest.raises(Refused, match="is in the trash"):
        await client.sharing.share(cart.id)


async def test_who_may_only_look_sees_which_links_there_are(
    links: Links, open_as: OpenAs, client: Client, cart: Cart
) -> None:
    page = await client.sharing.share(cart.id)
    viewer = await open_as("vera", role=Role.VIEWER)
    assert [each.id for each in await viewer.sharing.of_cart(cart.id)] == [page.id]
    with pytest.raises(Forbidden, match="may not make or revoke links for customers"):
        await viewer.sharing.share(cart.id)
    with pytest.raises(Forbidden):
        await viewer.sharing.revoke(page.id)


async def test_a_backend_without_pages_says_how_to_get_them(client: Client, cart: Cart) -> None:
    assert not client.capabilities.shared_pages
    with pytest.raises(Unsupported, match="No pages are served to customers here"):
        await client.sharing.share(cart.id)
    assert await client.sharing.of_cart(cart.id) == ()


async def test_links_go_with_their_cart(links: Links, client: Client, cart: Cart, clock: Clock) -> None:
    page = await client.sharing.share(cart.id, key="to be purged")
    await client.carts.delete(cart.id)
    clock.advance(days=8)
    await client.upkeep.purge()
    with pytest.raises(NotFound):
        await client.sharing.revoke(page.id)
