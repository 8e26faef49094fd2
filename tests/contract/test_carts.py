"""Starting and editing carts, whatever the backend."""

import pytest

from cartui.client.protocol import Client, Invalid, Locked, NotFound, Refused
from cartui.model.actions import (
    Action,
    AddCustomLine,
    AddLine,
    ApplyCoupon,
    Assign,
    HoldPrices,
    RemoveCoupon,
    RemoveLine,
    Reprice,
    SetBillingAddress,
    SetContact,
    SetCustomer,
    SetFulfilment,
    SetLineDiscount,
    SetLinePrice,
    SetMarket,
    SetNote,
    SetPaymentMethod,
    SetPriceLevel,
    SetQuantity,
    SetShippingAddress,
    SetTags,
)
from cartui.model.cart import Cart, CartState, NewCart, PriceSource
from cartui.model.customer import Customer, NewCustomer
from cartui.model.history import EntryKind
from cartui.model.imports import ImportBatch, ImportedCart, ImportedLine
from cartui.model.market import FulfilmentCategory
from cartui.model.payment import Lock, LockReason
from tests.contract.conftest import Clock
from tests.contract.shop import DHAKA, HAMBURG, NOW


async def test_a_new_cart_has_the_defaults_of_its_market(client: Client, rahim: Customer) -> None:
    cart = await client.carts.create(NewCart(market="BD"))

    assert (cart.state, cart.currency, cart.version) == (CartState.OPEN, "BDT", 1)
    assert cart.fulfilment is not None
    assert (cart.fulfilment.service, cart.payment_method) == ("Express Delivery", "COD")
    assert cart.price_level == "retail"
    assert cart.totals.total == 0


async def test_a_cart_can_be_started_for_a_customer(client: Client, rahim: Customer) -> None:
    cart = await client.carts.create(NewCart(market="BD", customer=rahim.id))

    assert cart.customer == rahim.ref
    assert cart.shipping_address is not None
    assert cart.shipping_address.line1 == DHAKA.line1


async def test_carts_are_numbered_in_order_and_found_by_number(client: Client, rahim: Customer) -> None:
    first = await client.carts.create(NewCart(market="BD"))
    second = await client.carts.create(NewCart(market="EU"))

    assert (first.number, second.number) == ("C-000001", "C-000002")
    assert await client.carts.get("C-000002") == await client.carts.get(second.id)


@pytest.mark.parametrize("ref", ["c-000001", "C-000001", " c-1 ", "1"])
async def test_a_carts_number_may_be_typed_in_any_case(client: Client, rahim: Customer, ref: str) -> None:
    cart = await client.carts.create(NewCart(market="BD"))

    assert await client.carts.get(ref) == cart
    assert len(await client.history.of_cart(ref)) == 1


async def test_numbers_are_looked_for_as_the_shop_writes_them(client: Client, cart: Cart) -> None:
    shop = await client.shop.get()
    mixed = {"cart_prefix": "Cart-", "order_prefix": "No. ", "goods_issue_prefix": "Pick/"}
    settings = shop.settings.model_copy(
        update={"numbering": shop.settings.numbering.model_copy(update=mixed)}
    )
    await client.shop.apply(shop.model_copy(update={"settings": settings}))
    clone = await client.carts.clone(cart.id)
    order = await client.orders.approve((await client.carts.place(clone.id, phone="01712345678")).id)
    assert order.goods_issue is not None

    for number in (clone.number, order.number, order.goods_issue.number):
        for typed in (number, number.upper(), number.lower()):
            assert await client.orders.get(typed) == order
            assert [each.id for each in await client.orders.list(typed)] == [order.id]
    assert (await client.carts.get(clone.number.upper())).id == clone.id
    assert (await client.carts.get(cart.number.lower())).id == cart.id


async def test_an_unknown_market_is_refused_with_those_there_are(client: Client, rahim: Customer) -> None:
    with pytest.raises(Invalid, match="BD, EU"):
        await client.carts.create(NewCart(market="XX"))


async def test_an_unknown_cart_is_not_found(client: Client, rahim: Customer) -> None:
    with pytest.raises(NotFound, match="C-999999"):
        await client.carts.get("C-999999")


async def test_linking_a_customer_brings_contact_rep_and_address(client: Client, cart: Cart) -> None:
    assert cart.contact.phone == "+8801712345678"
    assert (cart.contact.name, cart.rep) == ("Rahim Uddin", "14")
    assert cart.shipping_address is not None
    assert cart.shipping_address.city == "Dhaka"
    assert cart.missing == ()


async def test_a_default_address_outside_the_market_is_not_taken(client: Client, rahim: Customer) -> None:
    cart = await client.carts.create(NewCart(market="EU", customer=rahim.id))

    assert cart.shipping_address is None


async def test_what_a_guest_gave_survives_where_the_customer_says_nothing(
    client: Client, rahim: Customer
) -> None:
    nameless = await client.customers.create(NewCustomer(name="Karim"))
    cart = await client.carts.create(NewCart(market="BD"))
    cart = await client.carts.edit(cart.id, cart.version, [SetContact(phone="01712 000000")])
    cart = await client.carts.edit(cart.id, cart.version, [SetCustomer(customer=nameless.id)])

    assert cart.contact.name == "Karim"
    assert cart.contact.phone == "+8801712000000"


async def test_another_customer_takes_nothing_over_from_the_first(client: Client, cart: Cart) -> None:
    karim = await client.customers.create(NewCustomer(name="Karim"))
    changed = await client.carts.edit(cart.id, cart.version, [SetCustomer(customer=karim.id)])

    assert changed.contact.phone == ""
    assert changed.shipping_address is None


async def test_lines_are_priced_and_summed_by_the_backend(client: Client, cart: Cart) -> None:
    line = cart.lines[0]

    assert (line.unit_price, line.gross, line.tax, line.total) == (120000, 240000, 36000, 276000)
    assert (cart.totals.subtotal, cart.totals.shipping) == (240000, 12000)
    assert cart.totals.tax == 36000 + 1800
    assert cart.totals.total == 240000 + 12000 + 37800
    assert cart.version == 2


async def test_the_same_variant_joins_its_line(client: Client, cart: Cart) -> None:
    more = await client.carts.edit(cart.id, cart.version, [AddLine(sku="SHIRT-LB", quantity=3)])

    assert [(line.sku, line.quantity) for line in more.lines] == [("SHIRT-LB", 5)]
    assert more.lines[0].id == cart.lines[0].id


async def test_wholesale_breaks_begin_and_end_with_the_quantity(client: Client, cart: Cart) -> None:
    many = await client.carts.edit(cart.id, cart.version, [AddLine(sku="MUG-01", quantity=50)])
    mug = many.lines[1]
    assert (mug.unit_price, mug.price_source, mug.wholesale_from) == (45000, PriceSource.WHOLESALE, 50)

    few = await client.carts.edit(many.id, many.version, [SetQuantity(line=mug.id, quantity=49)])
    assert (few.lines[1].unit_price, few.lines[1].price_source) == (60000, PriceSource.LIST)


async def test_a_level_prices_every_line_again_and_none_gives_it_back(client: Client, cart: Cart) -> None:
    vip = await client.carts.edit(cart.id, cart.version, [SetPriceLevel(level="vip")])
    assert (vip.price_level, vip.price_level_override) == ("vip", "vip")
    assert vip.lines[0].unit_price == 108000

    back = await client.carts.edit(vip.id, vip.version, [SetPriceLevel(level=None)])
    assert (back.price_level, back.price_level_override) == ("retail", None)
    assert back.totals == cart.totals


async def test_the_customers_level_counts_unless_the_cart_has_its_own(
    client: Client, rahim: Customer
) -> None:
    trader = await client.customers.create(NewCustomer(name="Trader", price_level="trade"))
    cart = await client.carts.create(NewCart(market="BD", customer=trader.id))
    cart = await client.carts.edit(cart.id, cart.version, [AddLine(sku="MUG-01")])
    assert (cart.price_level, cart.lines[0].unit_price) == ("trade", 50000)

    cart = await client.carts.edit(cart.id, cart.version, [SetPriceLevel(level="retail")])
    assert cart.lines[0].unit_price == 60000


async def test_what_was_set_by_hand_survives_every_other_edit(client: Client, cart: Cart) -> None:
    line = cart.lines[0]
    by_hand = await client.carts.edit(
        cart.id,
        cart.version,
        [
            SetLinePrice(line=line.id, unit_price=100000),
            SetLineDiscount(line=line.id, percent="5", reason="late"),
        ],
    )
    later = await client.carts.edit(
        by_hand.id,
        by_hand.version,
        [
            SetQuantity(line=line.id, quantity=4),
            SetPriceLevel(level="vip"),
            AddLine(sku="MUG-01"),
            SetNote(note="x"),
        ],
    )

    assert (later.lines[0].unit_price, later.lines[0].price_source) == (100000, PriceSource.OVERRIDE)
    assert (later.lines[0].discount, later.lines[0].discount_reason) == (20000, "late")


async def test_a_price_set_by_hand_can_be_given_back_to_the_lists(client: Client, cart: Cart) -> None:
    line = cart.lines[0]
    cart = await client.carts.edit(cart.id, cart.version, [SetLinePrice(line=line.id, unit_price=1)])
    cart = await client.carts.edit(cart.id, cart.version, [SetLinePrice(line=line.id, unit_price=None)])

    assert (cart.lines[0].unit_price, cart.lines[0].price_source) == (120000, PriceSource.LIST)


async def test_a_custom_item_is_priced_as_given(client: Client, cart: Cart) -> None:
    added = await client.carts.edit(
        cart.id, cart.version, [AddCustomLine(title="Engraving", unit_price=25000, quantity=2)]
    )

    assert (added.lines[1].sku, added.lines[1].gross) == (None, 50000)


async def test_a_line_can_be_taken_out(client: Client, cart: Cart) -> None:
    assert (await client.carts.edit(cart.id, cart.version, [RemoveLine(line=cart.lines[0].id)])).lines == ()


async def test_what_is_not_sold_in_the_market_is_refused_with_that_reason(client: Client, cart: Cart) -> None:
    with pytest.raises(Invalid, match=r"Cuckoo Clock.*not sold in Bangladesh"):
        await client.carts.edit(cart.id, cart.version, [AddLine(sku="CLOCK")])


async def test_an_unknown_sku_names_the_action_it_stands_in(client: Client, cart: Cart) -> None:
    with pytest.raises(Invalid) as error:
        await client.carts.edit(cart.id, cart.version, [SetNote(note="x"), AddLine(sku="NOPE")])

    assert [problem.field for problem in error.value.problems] == ["actions.1.sku"]


async def test_actions_are_applied_all_or_none(client: Client, cart: Cart) -> None:
    with pytest.raises(Invalid):
        await client.carts.edit(cart.id, cart.version, [SetNote(note="half done"), AddLine(sku="NOPE")])

    assert await client.carts.get(cart.id) == cart


async def test_no_actions_at_all_are_refused(client: Client, cart: Cart) -> None:
    with pytest.raises(Invalid):
        await client.carts.edit(cart.id, cart.version, [])


async def test_an_edit_that_changes_nothing_raises_no_version(client: Client, cart: Cart) -> None:
    same = await client.carts.edit(cart.id, cart.version, [SetQuantity(line=cart.lines[0].id, quantity=2)])

    assert same.version == cart.version
    assert len(await client.history.of_cart(cart.id)) == 2


async def test_a_coupon_takes_its_part_and_can_be_removed(client: Client, cart: Cart) -> None:
    saved = await client.carts.edit(cart.id, cart.version, [ApplyCoupon(code=" save10 ")])
    assert saved.coupon is not None
    assert (saved.coupon.code, saved.coupon.applied) == ("SAVE10", True)
    assert saved.totals.coupon == 24000

    without = await client.carts.edit(saved.id, saved.version, [RemoveCoupon()])
    assert (without.coupon, without.totals) == (None, cart.totals)


async def test_a_coupon_that_stops_matching_stays_and_says_why(client: Client, cart: Cart) -> None:
    big = await client.carts.edit(
        cart.id, cart.version, [ApplyCoupon(code="BIG"), SetQuantity(line=cart.lines[0].id, quantity=5)]
    )
    assert big.totals.coupon == 50000

    small = await client.carts.edit(big.id, big.version, [SetQuantity(line=cart.lines[0].id, quantity=1)])
    assert small.coupon is not None
    assert (small.coupon.code, small.coupon.applied, small.totals.coupon) == ("BIG", False, 0)
    assert "5000.00" in (small.coupon.reason or "")


async def test_an_unknown_coupon_says_so(client: Client, cart: Cart) -> None:
    tried = await client.carts.edit(cart.id, cart.version, [ApplyCoupon(code="NOPE")])

    assert tried.coupon is not None
    assert not tried.coupon.applied
    assert tried.totals == cart.totals


async def test_delivery_is_chosen_by_service_and_free_from_its_threshold(client: Client, cart: Cart) -> None:
    free = await client.carts.edit(cart.id, cart.version, [SetQuantity(line=cart.lines[0].id, quantity=9)])
    assert free.totals.shipping == 0

    pickup = await client.carts.edit(cart.id, free.version, [SetFulfilment(service="Gulshan Outlet")])
    assert pickup.fulfilment is not None
    assert pickup.fulfilment.category is FulfilmentCategory.PICKUP


async def test_what_the_market_does_not_have_is_refused(client: Client, cart: Cart) -> None:
    refused: tuple[tuple[Action, str], ...] = (
        (SetFulfilment(service="Rocket"), "actions.0.service"),
        (SetFulfilment(service="Parcel"), "actions.0.service"),
        (SetFulfilment(service="Gulshan Outlet", category=FulfilmentCategory.SHIPPING), "actions.0.category"),
        (SetPaymentMethod(method="Card"), "actions.0.method"),
        (SetPriceLevel(level="gold"), "actions.0.level"),
        (SetCustomer(customer="nobody"), "actions.0.customer"),
        (SetMarket(market="XX"), "actions.0.market"),
        (RemoveLine(line="gone"), "actions.0.line"),
    )
    for action, field in refused:
        with pytest.raises(Invalid) as error:
            await client.carts.edit(cart.id, cart.version, [action])
        assert [problem.field for problem in error.value.problems] == [field]


async def test_billing_follows_shipping_until_it_is_given(client: Client, cart: Cart) -> None:
    assert cart.billing_address == cart.shipping_address

    billed = await client.carts.edit(cart.id, cart.version, [SetBillingAddress(address=HAMBURG)])
    assert billed.billing_address == HAMBURG

    same = await client.carts.edit(billed.id, billed.version, [SetBillingAddress(same_as_shipping=True)])
    assert same.billing_address == cart.shipping_address


async def test_an_address_outside_the_market_is_kept_and_named_as_missing(client: Client, cart: Cart) -> None:
    abroad = await client.carts.edit(cart.id, cart.version, [SetShippingAddress(address=HAMBURG)])

    assert "shipping_address.country" in [problem.field for problem in abroad.missing]


async def test_notes_tags_and_assignment(client: Client, cart: Cart) -> None:
    changed = await client.carts.edit(
        cart.id,
        cart.version,
        [SetNote(note="Gift wrap\nplease"), SetTags(tags=("vip", "vip", "gift")), Assign(agent="bob")],
    )

    assert (changed.note, changed.tags, changed.assigned_to) == ("Gift wrap\nplease", ("vip", "gift"), "bob")


async def test_a_card_number_in_a_note_is_masked_before_it_is_stored(client: Client, cart: Cart) -> None:
    noted = await client.carts.edit(cart.id, cart.version, [SetNote(note="pays with 4242 4242 4242 4242")])

    assert "4242 4242 4242" not in noted.note
    assert noted.note.endswith("4242")


async def test_another_market_prices_everything_anew(client: Client, cart: Cart) -> None:
    moved = await client.carts.edit(cart.id, cart.version, [SetMarket(market="EU")])

    assert (moved.currency, moved.lines[0].unit_price, moved.payment_method) == ("EUR", 1900, "Card")
    assert moved.totals.tax_included


async def test_an_amount_set_by_hand_keeps_a_cart_in_its_currency(client: Client, cart: Cart) -> None:
    cart = await client.carts.edit(cart.id, cart.version, [SetLinePrice(line=cart.lines[0].id, unit_price=5)])
    with pytest.raises(Invalid, match="fixed by hand"):
        await client.carts.edit(cart.id, cart.version, [SetMarket(market="EU")])


async def test_everything_that_is_missing_is_named_at_once(client: Client, rahim: Customer) -> None:
    cart = await client.carts.create(NewCart(market="BD"))

    assert [problem.field for problem in cart.missing] == [
        "lines",
        "customer",
        "contact.phone",
        "shipping_address",
    ]


async def test_a_preview_shows_the_cart_and_saves_nothing(client: Client, cart: Cart) -> None:
    seen = await client.carts.preview(cart.id, cart.version, [SetPriceLevel(level="vip")])

    assert seen.lines[0].unit_price == 108000
    assert await client.carts.get(cart.id) == cart


async def test_a_read_never_writes(client: Client, cart: Cart) -> None:
    before = await client.history.of_cart(cart.id)
    for _ in range(3):
        assert await client.carts.get(cart.id) == cart

    assert await client.history.of_cart(cart.id) == before


async def test_a_new_price_list_changes_no_cart_but_is_announced(client: Client, cart: Cart) -> None:
    shop = await client.shop.get()
    rates = tuple(rate.model_copy(update={"rate": "20"}) for rate in shop.tax_rates)
    await client.shop.apply(shop.model_copy(update={"tax_rates": rates}))

    seen = await client.carts.get(cart.id)
    assert (seen.totals, seen.version) == (cart.totals, cart.version)
    assert seen.prices_changed
    assert not cart.prices_changed


async def test_a_note_prices_nothing_anew_and_reprice_does(client: Client, cart: Cart) -> None:
    shop = await client.shop.get()
    rates = tuple(rate.model_copy(update={"rate": "20"}) for rate in shop.tax_rates)
    await client.shop.apply(shop.model_copy(update={"tax_rates": rates}))

    noted = await client.carts.edit(
        cart.id, cart.version, [SetNote(note="x"), SetPaymentMethod(method="bKash")]
    )
    assert (noted.totals, noted.prices_changed) == (cart.totals, True)
    priced = await client.carts.edit(cart.id, noted.version, [Reprice()])
    assert (priced.totals.tax, priced.prices_changed) == (50400, False)


async def test_held_prices_are_kept(client: Client, cart: Cart) -> None:
    held = await client.carts.edit(cart.id, cart.version, [HoldPrices(until=NOW.replace(year=2027))])

    assert held.prices_held_until is not None


async def test_a_clone_has_the_content_and_its_own_life(client: Client, cart: Cart) -> None:
    clone = await client.carts.clone(cart.number)

    assert clone.id != cart.id
    assert clone.totals == cart.totals
    assert clone.customer == cart.customer
    assert {line.id for line in clone.lines}.isdisjoint(line.id for line in cart.lines)
    entry = (await client.history.of_cart(clone.id))[0]
    assert (entry.kind, cart.number in entry.summary) == (EntryKind.CLONED, True)


async def test_the_trash_gives_back_what_was_put_into_it(client: Client, cart: Cart) -> None:
    deleted = await client.carts.delete(cart.id)
    assert deleted.state is CartState.DELETED
    with pytest.raises(Refused):
        await client.carts.edit(cart.id, deleted.version, [SetNote(note="x")])
    with pytest.raises(Refused):
        await client.carts.delete(cart.id)

    restored = await client.carts.restore(cart.id)
    assert (restored.state, restored.totals) == (CartState.OPEN, cart.totals)
    with pytest.raises(Refused):
        await client.carts.restore(cart.id)


async def test_a_locked_cart_refuses_every_change_and_says_why(client: Client, rahim: Customer) -> None:
    await client.imports.apply(
        ImportBatch(
            carts=(
                ImportedCart(
                    reference="1",
                    source="test",
                    market="BD",
                    state=CartState.LOCKED,
                    lock=Lock(reason=LockReason.NO_RETURN, since=NOW),
                    created_at=NOW,
                    lines=(ImportedLine(sku="MUG-01", quantity=1),),
                ),
            )
        )
    )
    locked = await client.carts.get("C-000001")

    with pytest.raises(Locked, match="C-000001 is locked") as error:
        await client.carts.edit(locked.id, locked.version, [SetNote(note="x")])
    assert (error.value.since, error.value.reason) == (NOW, "no_return")
    with pytest.raises(Locked):
        await client.carts.delete(locked.id)
    with pytest.raises(Locked):
        await client.carts.place(locked.id, phone="01712345678")
    with pytest.raises(Locked):
        await client.carts.undo(locked.id)
    assert await client.carts.get(locked.id) == locked


@pytest.mark.parametrize("copies", [1, 3])
async def test_more_than_a_database_can_count_is_refused(client: Client, cart: Cart, copies: int) -> None:
    price, quantity = (10**15, 2) if copies == 1 else (4 * 10**14, 1)
    items = [AddCustomLine(title=f"Moon {n}", unit_price=price, quantity=quantity) for n in range(copies)]
    with pytest.raises(Invalid, match="more than a cart can hold"):
        await client.carts.edit(cart.id, cart.version, items)

    assert await client.carts.get(cart.id) == cart


async def test_the_trash_keeps_a_cart_for_its_days_only(client: Client, cart: Cart, clock: Clock) -> None:
    await client.carts.delete(cart.id)
    clock.advance(days=8)

    with pytest.raises(Refused, match="more than 7 days ago"):
        await client.carts.restore(cart.id)
    with pytest.raises(Refused, match="more than 7 days ago"):
        await client.carts.undo(cart.id)


async def test_an_order_is_explained_as_it_was_placed(client: Client, cart: Cart) -> None:
    once = await client.carts.edit(cart.id, cart.version, [ApplyCoupon(code="ONCE")])
    order = await client.carts.place(once.id, phone="01712345678")
    shop = await client.shop.get()
    explained = {entry.figure: entry for entry in await client.carts.explain(cart.id)}
    assert (explained["coupon"].amount, explained["total"].amount) == (
        order.totals.coupon,
        order.totals.total,
    )

    rates = tuple(rate.model_copy(update={"rate": "20"}) for rate in shop.tax_rates)
    await client.shop.apply(shop.model_copy(update={"tax_rates": rates}))
    (total,) = [entry for entry in await client.carts.explain(cart.id) if entry.figure == "total"]
    assert (total.amount, "changed since" in total.rule) == (order.totals.total, True)


async def test_each_figure_can_be_explained(client: Client, cart: Cart) -> None:
    explained = {entry.figure: entry for entry in await client.carts.explain(cart.id)}

    assert explained["lines.0.unit_price"].amount == 120000
    assert explained["total"].amount == cart.totals.total
