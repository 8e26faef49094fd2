"""The pages that customers see: what is on them, what is not, and who finds out what."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import Action, AddLine, SetContact, SetNote, SetTags
from cartui.model.cart import Cart, NewCart
from cartui.model.sharing import Links, SharedPage
from cartui.server.limits import Limits
from cartui.settings.log import Log
from tests.contract.conftest import PAGES, Clock
from tests.contract.shop import furnish
from tests.serving import Served, serving
from tests.waiting import wait_until


@pytest.fixture
def clock() -> Clock:
    """The server's time."""
    return Clock()


@pytest.fixture
def log() -> io.StringIO:
    """What the server writes into its log."""
    return io.StringIO()


@pytest.fixture
def shop(tmp_path: Path, clock: Clock, log: io.StringIO) -> Iterator[Served]:
    """A furnished shop whose server has pages for customers."""
    written = Log(tmp_path / "log", stream=log)
    limits = Limits(failures=5, views=50)
    links = Links(pages=PAGES)
    with serving(
        str(tmp_path / "shop.sqlite3"), clock=clock, limits=limits, log=written, links=links
    ) as served:
        served.run(furnish)
        yield served


async def made(client: LocalClient) -> Cart:
    """A cart with what customers may see of it and what they may not."""
    cart = await client.carts.create(NewCart(market="BD"))
    actions: list[Action] = [
        AddLine(sku="SHIRT-LB", quantity=2),
        SetContact(name="Rahim <b>Uddin</b>", phone="01712345678", email="rahim@example.com"),
        SetNote(note="never pays in time"),
        SetTags(tags=("difficult",)),
    ]
    return await client.carts.edit(cart.id, cart.version, actions)


def shared(shop: Served, *, lifetime: timedelta | None = None) -> SharedPage:
    """A link to such a cart."""

    async def work(client: LocalClient) -> SharedPage:
        return await client.sharing.share((await made(client)).id, lifetime=lifetime)

    return shop.run(work)


def look(shop: Served, url: str, method: str = "GET") -> httpx.Response:
    """Follow a link, as a browser would that reaches the server by its public address."""
    return httpx.request(method, url.replace(PAGES, shop.url), timeout=30)


def views(shop: Served, page: SharedPage) -> int:
    """How often it was looked at."""
    [found] = shop.run(lambda client: client.sharing.of_cart(page.cart_id))
    return found.views


def test_a_page_shows_the_quote_and_nothing_that_is_for_staff(shop: Served) -> None:
    page = shared(shop)
    answer = look(shop, page.url)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert f"Quote {page.cart}" in answer.text
    assert "Cotton Shirt" in answer.text
    assert "Rahim &lt;b&gt;Uddin" in answer.text
    for private in ("never pays", "difficult", "owner", "rahim@example.com", "1712345678", "<script"):
        assert private not in answer.text, private


def test_a_page_is_kept_framed_and_listed_by_nobody(shop: Served) -> None:
    headers = look(shop, shared(shop).url).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["x-robots-tag"].startswith("noindex")
    assert "set-cookie" not in headers


def test_it_shows_the_cart_as_it_is_by_now(shop: Served) -> None:
    page = shared(shop)

    async def changed(client: LocalClient) -> Cart:
        cart = await client.carts.get(page.cart_id)
        return await client.carts.edit(cart.id, cart.version, [AddLine(sku="MUG-01", quantity=1)])

    shop.run(changed)
    assert "Ceramic Mug" in look(shop, page.url).text


def test_unknown_expired_revoked_and_trashed_are_one_and_the_same(shop: Served, clock: Clock) -> None:
    expired = shared(shop, lifetime=timedelta(hours=1))
    revoked, trashed = shared(shop), shared(shop)
    shop.run(lambda client: client.sharing.revoke(revoked.id))
    shop.run(lambda client: client.carts.delete(trashed.cart_id))
    clock.advance(hours=1)
    urls = [
        f"{PAGES}/shared/{'x' * 43}",
        expired.url,
        revoked.url,
        trashed.url,
        f"{PAGES}/shared/{'x' * 999}",
    ]
    answers = [look(shop, url) for url in urls]
    told = {
        (answer.status_code, answer.text, tuple((k, v) for k, v in answer.headers.items() if k != "date"))
        for answer in answers
    }
    assert [status for status, _, _ in told] == [404]


def test_looks_are_counted_and_questions_for_the_head_are_not(shop: Served, clock: Clock) -> None:
    page = shared(shop)
    look(shop, page.url)
    clock.advance(minutes=3)
    look(shop, page.url)
    head = look(shop, page.url, "HEAD")
    assert (head.status_code, head.content, views(shop, page)) == (200, b"", 2)
    [found] = shop.run(lambda client: client.sharing.of_cart(page.cart_id))
    assert found.last_viewed_at == clock.now


def test_who_guesses_is_told_to_wait_and_who_knows_is_let_in(shop: Served) -> None:
    page = shared(shop)
    said = [look(shop, f"{PAGES}/shared/{guess:043}").status_code for guess in range(8)]
    assert said == [404] * 5 + [429] * 3
    assert look(shop, page.url).status_code == 200


def test_one_address_does_not_look_for_ever(shop: Served) -> None:
    page = shared(shop)
    said = [look(shop, page.url, "HEAD").status_code for _ in range(52)]
    assert said == [200] * 50 + [429] * 2


def test_the_log_tells_of_a_look_and_never_by_which_link(shop: Served, log: io.StringIO) -> None:
    page = shared(shop)
    look(shop, page.url)
    look(shop, f"{page.url}x")
    # A line is written once the answer is out.
    wait_until(lambda: log.getvalue().count('"/shared/{token}"') == 2, log.getvalue)
    assert page.url.rpartition("/")[2] not in log.getvalue()


def test_whatever_stands_in_a_cart_is_text_on_its_page(shop: Served) -> None:
    async def hostile(client: LocalClient) -> SharedPage:
        cart = await client.carts.create(NewCart(market="BD"))
        name = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
        await client.carts.edit(cart.id, cart.version, [SetContact(name=name)])
        return await client.sharing.share(cart.id)

    text = look(shop, shop.run(hostile).url).text
    assert not re.search("<(script|img)", text)
    assert "&lt;script&gt;alert(1)" in text
