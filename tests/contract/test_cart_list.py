"""The list of carts: filters, sorts and pages that neither lose nor repeat a cart."""

from itertools import product

import pytest

from cartui.client.protocol import Client, Invalid, NotFound
from cartui.model.actions import AddLine, Assign, SetContact, SetCustomer, SetPriceLevel, SetTags
from cartui.model.agent import Role
from cartui.model.cart import Cart, CartSummary, NewCart
from cartui.model.customer import Customer
from cartui.model.query import CartQuery, CartSort, SortKey, Term
from tests.contract.conftest import Clock


@pytest.fixture
async def carts(client: Client, rahim: Customer, clock: Clock) -> list[Cart]:
    """Seven carts, made one after another: every second one in Europe, the third Rahim's."""
    made = []
    for n in range(7):
        clock.advance(minutes=1)
        cart = await client.carts.create(NewCart(market="EU" if n % 2 else "BD"))
        if n:
            cart = await client.carts.edit(
                cart.id,
                cart.version,
                [AddLine(sku="MUG-01", quantity=1 + (n * 3) % 4), AddLine(sku="POSTER")],
            )
        made.append(cart)
    made[2] = await client.carts.edit(made[2].id, made[2].version, [SetCustomer(customer=rahim.id)])
    return made


async def listed(client: Client, query: CartQuery, sort: str = "number") -> list[str]:
    """The numbers that a query finds."""
    return [s.number for s in await client.carts.list(query, sort=CartSort.parse(sort), limit=100)]


def term(key: str, *values: str, negated: bool = False) -> CartQuery:
    """A query of one term."""
    return CartQuery(terms=(Term(key=key, values=values, negated=negated),))


async def test_a_summary_says_what_the_cart_says(client: Client, carts: list[Cart]) -> None:
    summaries = {s.id: s for s in await client.carts.list(CartQuery(), sort=CartSort(), limit=100)}

    for shown in carts:
        cart = await client.carts.get(shown.id)
        summary = summaries[cart.id]
        assert isinstance(summary, CartSummary)
        assert (summary.number, summary.version, summary.state) == (cart.number, cart.version, cart.state)
        assert (summary.market, summary.currency, summary.total) == (
            cart.market,
            cart.currency,
            cart.totals.total,
        )
        assert (summary.items, summary.units) == (len(cart.lines), cart.units)
        assert summary.customer == cart.contact.name
        assert summary.price_level == cart.price_level
        assert (summary.created_at, summary.updated_at) == (cart.created_at, cart.updated_at)
        assert list(summary.products) == [line.title for line in cart.lines]


async def test_pages_in_both_directions_are_the_whole_list(client: Client, carts: list[Cart]) -> None:
    for key, descending in product(SortKey, (False, True)):
        sort = CartSort(key=key, descending=descending)
        whole = await client.carts.list(CartQuery(), sort=sort, limit=100)
        assert (len(whole.items), whole.next, whole.previous) == (7, None, None)
        for size in (1, 3):
            expected = [summary.id for summary in whole]
            assert await paged_both_ways(client, sort, size) == (expected, expected)


async def paged_both_ways(client: Client, sort: CartSort, size: int) -> tuple[list[str], list[str]]:
    """All carts page by page from the first to the last, and from there back to the first."""
    forwards: list[str] = []
    page = await client.carts.list(CartQuery(), sort=sort, limit=size)
    while True:
        forwards += [summary.id for summary in page]
        if page.next is None:
            break
        page = await client.carts.list(CartQuery(), sort=sort, limit=size, after=page.next)
    backwards = [summary.id for summary in page]
    while page.previous is not None:
        page = await client.carts.list(CartQuery(), sort=sort, limit=size, before=page.previous)
        backwards = [summary.id for summary in page] + backwards
    return forwards, backwards


async def test_a_sort_sorts(client: Client, carts: list[Cart]) -> None:
    for sort, value in (
        ("number", "number"),
        ("units", "units"),
        ("items", "items"),
        ("created", "created_at"),
        ("state", "state"),
    ):
        up, down = [
            [getattr(s, value) for s in await client.carts.list(CartQuery(), sort=CartSort.parse(said))]
            for said in (sort, f"-{sort}")
        ]
        assert up == sorted(up), sort
        assert down == sorted(down, reverse=True), sort


async def test_a_page_begins_with_the_cart_that_is_named(
    client: Client, carts: list[Cart], clock: Clock
) -> None:
    sort = CartSort.parse("-number")
    page = await client.carts.list(CartQuery(), sort=sort, limit=2, at=carts[3].id)
    assert [shown.number for shown in page] == ["C-000004", "C-000003"]
    for ref in ("C-000004", "c-000004", "4"):
        assert await client.carts.list(CartQuery(), sort=sort, limit=2, at=ref) == page
    later = await client.carts.list(CartQuery(), sort=sort, limit=5, after=page.next)
    assert [shown.number for shown in later] == ["C-000002", "C-000001"]
    earlier = await client.carts.list(CartQuery(), sort=sort, limit=5, before=page.previous)
    assert [shown.number for shown in earlier] == ["C-000007", "C-000006", "C-000005"]

    first = await client.carts.list(CartQuery(), sort=sort, limit=2, at="7")
    assert (first.previous, first.next is None) == (None, False)
    last = await client.carts.list(CartQuery(), sort=sort, limit=2, at="1")
    assert (last.previous is None, last.next) == (False, None)

    europe = term("market", "EU")
    assert [s.number for s in await client.carts.list(europe, sort=sort, at="4")] == ["C-000004", "C-000002"]
    for ref in ("3", "99", "nothing", ""):
        with pytest.raises(NotFound):
            await client.carts.list(europe, sort=sort, at=ref)
    with pytest.raises(Invalid):
        await client.carts.list(CartQuery(), sort=sort, at="4", after=page.next)


async def test_values_of_a_key_are_those_that_carts_have(client: Client, carts: list[Cart]) -> None:
    await client.carts.edit(
        carts[4].id, carts[4].version, [SetTags(tags=("Gift", "grand", "vip")), Assign(agent="Mina")]
    )
    gone = await client.carts.edit(carts[5].id, carts[5].version, [SetTags(tags=("ghost", "VIP"))])
    await client.carts.delete(gone.id)

    assert await client.carts.values("tag") == ("Gift", "grand", "vip")
    assert await client.carts.values("tag", "G") == ("Gift", "grand")
    assert await client.carts.values("tag", "g", limit=1) == ("Gift",)
    assert await client.carts.values("market", "b") == ("BD",)
    assert await client.carts.values("market") == ("BD", "EU")
    assert await client.carts.values("assigned", "mi") == ("Mina",)
    assert await client.carts.values("rep") == ("14",)
    assert await client.carts.values("level") == ("retail",)
    assert await client.carts.values("customer", "10") == ("1001",)
    assert await client.carts.values("channel") == ()
    assert await client.carts.values("tag", "' OR 1=1 --") == ()
    for key in ("total", "state", "colour", ""):
        with pytest.raises(Invalid):
            await client.carts.values(key)
    with pytest.raises(Invalid):
        await client.carts.values("tag", limit=0)


async def test_totals_are_sorted_within_their_currency(client: Client, carts: list[Cart]) -> None:
    found = await client.carts.list(CartQuery(), sort=CartSort.parse("total"))
    keys = [(summary.currency, summary.total) for summary in found]

    assert keys == sorted(keys)


async def test_a_cursor_belongs_to_its_sort(client: Client, carts: list[Cart]) -> None:
    page = await client.carts.list(CartQuery(), sort=CartSort.parse("number"), limit=2)

    with pytest.raises(Invalid):
        await client.carts.list(CartQuery(), sort=CartSort.parse("-total"), limit=2, after=page.next)
    with pytest.raises(Invalid):
        await client.carts.list(CartQuery(), sort=CartSort.parse("number"), limit=2, after="nonsense")


async def test_a_limit_below_one_makes_no_sense(client: Client, cart: Cart) -> None:
    assert cart.customer is not None
    for limit in (0, -1, -(10**30)):
        with pytest.raises(Invalid):
            await client.carts.list(CartQuery(), sort=CartSort(), limit=limit)
        with pytest.raises(Invalid):
            await client.carts.count(CartQuery(), at_most=limit)
        with pytest.raises(Invalid):
            await client.orders.list(limit=limit)
        with pytest.raises(Invalid):
            await client.customers.search("Rahim", limit=limit)
        with pytest.raises(Invalid):
            await client.customers.open_carts(cart.customer.id, limit=limit)
        with pytest.raises(Invalid):
            await client.customers.count(at_most=limit)
    with pytest.raises(Invalid):
        await client.catalog.search("shirt", market="BD", limit=limit)
    with pytest.raises(Invalid):
        await client.history.of_cart(cart.id, limit=limit)


async def test_a_limit_beyond_all_numbers_gives_what_there_is(client: Client, cart: Cart) -> None:
    most = 10**30
    assert cart.customer is not None
    assert len((await client.carts.list(CartQuery(), sort=CartSort(), limit=most)).items) == 1
    assert (await client.carts.count(CartQuery(), at_most=most)).value == 1
    assert (await client.orders.list(limit=most)).items == ()
    assert len(await client.customers.search("Rahim", limit=most)) >= 1
    assert len(await client.customers.open_carts(cart.customer.id, limit=most)) == 1
    assert (await client.customers.count(at_most=most)).exact
    assert await client.catalog.search("shirt", market="BD", limit=most)
    assert await client.history.of_cart(cart.id, limit=most)


async def test_filters_combine_and_negate(client: Client, carts: list[Cart]) -> None:
    both = CartQuery(terms=(Term(key="market", values=("EU",)), Term(key="state", values=("open",))))

    assert await listed(client, both) == ["C-000002", "C-000004", "C-000006"]
    assert await listed(client, term("market", "EU", negated=True)) == [
        "C-000001",
        "C-000003",
        "C-000005",
        "C-000007",
    ]
    assert len(await listed(client, term("market", "EU", "BD"))) == 7


async def test_the_kinds_of_carts(client: Client, carts: list[Cart]) -> None:
    assert await listed(client, term("is", "empty")) == ["C-000001"]
    assert "C-000003" not in await listed(client, term("is", "guest"))
    assert await listed(client, term("is", "guest", negated=True)) == ["C-000003"]
    assert await listed(client, term("is", "locked")) == []
    assert len(await listed(client, term("origin", "agent"))) == 7


async def test_level_rep_tag_customer_and_assignment(client: Client, carts: list[Cart]) -> None:
    await client.carts.edit(
        carts[4].id,
        carts[4].version,
        [SetPriceLevel(level="vip"), SetTags(tags=("gift",)), Assign(agent="alice")],
    )
    for query in (
        term("level", "vip"),
        term("tag", "gift"),
        term("assigned", "me"),
        term("assigned", "alice"),
    ):
        assert await listed(client, query) == ["C-000005"]
    for query in (term("rep", "14"), term("customer", "1001")):
        assert await listed(client, query) == ["C-000003"]
    assert len(await listed(client, term("tag", "gift", negated=True))) == 6


async def test_free_text_finds_people_and_numbers(client: Client, carts: list[Cart]) -> None:
    for words in (("rahim",), ("RAHIM", "uddin"), ("rahim@example",), ("1712345678",), ("C-000003",)):
        assert await listed(client, CartQuery(words=words)) == ["C-000003"], words


async def test_two_agents_whose_names_differ_by_an_accent_have_each_their_own_carts(
    client: Client, carts: list[Cart]
) -> None:
    for name, cart in (("pena", carts[1]), ("Peña", carts[2])):
        await client.agents.add(name, Role.AGENT)
        await client.carts.edit(cart.id, cart.version, [Assign(agent=name)])
    for name in ("pena", "PENA"):
        assert await listed(client, term("assigned", name)) == ["C-000002"]
    for name in ("peña", "Peña", "PEÑA"):
        assert await listed(client, term("assigned", name)) == ["C-000003"]
    assert sorted(await listed(client, term("assigned", "pena", "peña"))) == ["C-000002", "C-000003"]
    assert "C-000003" in await listed(client, term("assigned", "pena", negated=True))


@pytest.mark.parametrize("word", ["C-3", "c-03", "3", "0003"])
async def test_a_number_without_its_zeros_is_found_among_free_words(
    client: Client, carts: list[Cart], word: str
) -> None:
    assert "C-000003" in await listed(client, CartQuery(words=(word,)))
    assert await listed(client, CartQuery(words=(word, "rahim"))) == ["C-000003"]
    assert await listed(client, CartQuery(words=("C-30",))) == []
    assert await listed(client, CartQuery(words=("X-3",))) == []


async def test_free_text_finds_skus(client: Client, carts: list[Cart]) -> None:
    assert len(await listed(client, CartQuery(words=("poster",)))) == 6


async def test_what_is_typed_is_never_a_query_language(client: Client, carts: list[Cart]) -> None:
    odd = carts[4]
    await client.carts.edit(odd.id, odd.version, [SetContact(name="100% _x a OR b")])
    for word in ("100% _x", "_x", "x_", "a OR b"):
        assert await listed(client, CartQuery(words=(word,))) == [odd.number], word
    for word in ('"', "*", "%", "_", "-", "b OR a", "poster OR mug", "po*er", "p%r", "p_ster"):
        assert await listed(client, CartQuery(words=(word,))) == [], word
    for word in ("'; DROP TABLE cart;--", "NEAR(poster)", "sku:poster"):
        assert await listed(client, CartQuery(words=(word,))) == [], word


async def test_an_unknown_filter_is_refused(client: Client, carts: list[Cart]) -> None:
    with pytest.raises(Invalid):
        await client.carts.list(term("colour", "red"), sort=CartSort())


async def test_a_query_is_as_long_as_any_database_takes_and_longer_is_refused(
    client: Client, carts: list[Cart]
) -> None:
    tags = [Term(key="tag", values=(f"t{n}",), negated=True) for n in range(1_100)]
    people = Term(key="customer", values=tuple(f"x{n}" for n in range(1_001)))
    words = tuple(f"word{n}" for n in range(1_100))

    assert len(await listed(client, CartQuery(terms=tuple(tags[:100])))) == 7
    assert len(await listed(client, CartQuery(terms=(*tags[:50], *tags[:50], *tags[:50])))) == 7
    assert await listed(client, CartQuery(terms=(Term(key="customer", values=people.values[:900]),))) == []
    assert await listed(client, CartQuery(terms=tuple(tags[:100]), words=words[:32])) == []
    refused = [
        *(CartQuery(terms=tuple(terms)) for terms in (tags[:101], tags, [people])),
        CartQuery(words=words[:33]),
        CartQuery(words=("x" * 20_001,)),
        CartQuery(words=("\N{BENGALI LETTER RA}" * 7_000,)),
    ]
    for query in refused:
        with pytest.raises(Invalid, match="at most"):
            await client.carts.list(query, sort=CartSort())
        with pytest.raises(Invalid, match="at most"):
            await client.carts.count(query)


async def test_counting_stops_where_it_was_told_to(client: Client, carts: list[Cart]) -> None:
    exact = await client.carts.count(CartQuery())
    capped = await client.carts.count(CartQuery(), at_most=3)

    assert (exact.value, exact.exact) == (7, True)
    assert (capped.value, capped.exact) == (3, False)
    assert (await client.carts.count(term("market", "EU"))).value == 3
