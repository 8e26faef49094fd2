"""What is true of any list of actions on any cart: all or nothing, nothing else, and taken back exactly."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cartui.model.actions import (
    Action,
    AddLine,
    MoveLine,
    RemoveLine,
    Reprice,
    SetLineDiscount,
    SetLinePrice,
    SetNote,
    action_kinds,
)
from cartui.model.cart import PriceSource
from cartui.model.catalog import SoldVariant
from cartui.model.coupon import CouponUse
from cartui.model.customer import Customer, SavedAddress
from cartui.model.errors import Invalid, Refused
from cartui.model.record import CartContent, LineContent
from cartui.rules.editing.action_fields import EVERYTHING
from cartui.rules.editing.applying import EditContext, apply_actions, priced_anew
from cartui.rules.editing.cart_changes import LINE_ORDER, content_fields, content_from_fields, diff_contents
from cartui.rules.editing.edit_summary import summarise
from cartui.rules.editing.market_change import new_content
from cartui.rules.editing.rebase import changed, clashes, touched
from cartui.rules.editing.undo import undone
from cartui.rules.pricing.cart_pricing import PricingContext, cart_figures
from cartui.rules.pricing.unit_price_refresh import quantities
from tests.contract.shop import DHAKA, NOW, PRODUCTS, RAHIM, SHOP
from tests.every_action import every_action

Edit = tuple[CartContent, list[Action], CartContent]
"""A cart, actions that it takes, and what it is then."""

CUSTOMER = Customer(
    id="rahim",
    number="1",
    version=1,
    name=RAHIM.name,
    phone="+8801712345678",
    rep=RAHIM.rep,
    price_level="vip",
    addresses=(SavedAddress(id="home", address=DHAKA, default=True),),
    created_at=NOW,
    updated_at=NOW,
)
VARIANTS = {
    variant.sku: SoldVariant(product.id, product.title, product.tax_class, product.image_url, variant)
    for product in PRODUCTS
    for variant in product.variants
}


def around() -> EditContext:
    """The shop of the contract tests."""
    ids: Iterator[str] = (f"new-{number}" for number in count())
    return EditContext(shop=SHOP, variants=VARIANTS, customers={CUSTOMER.id: CUSTOMER}, new_ids=ids)


def lines_in(currency: str) -> st.SearchStrategy[tuple[LineContent, ...]]:
    """Up to five lines of every kind that a cart in that currency can have; two may be of one variant."""
    variants = [sku for sku in VARIANTS if currency == "EUR" or sku != "CLOCK"]

    def line(sku: str | None, source: PriceSource, price: int, quantity: int) -> LineContent:
        title = VARIANTS[sku].title if sku is not None else "Wrap"
        by_hand = source if sku is not None else PriceSource.OVERRIDE
        return LineContent("", sku, title, quantity, price, by_hand)

    sources = [source for source in PriceSource if source is not PriceSource.WHOLESALE]
    plain = st.builds(
        line,
        st.sampled_from([*variants, None]),
        st.sampled_from(sources),
        st.sampled_from([0, 500, 123_456]),
        st.sampled_from([1, 3, 49, 60]),
    )
    discounts: st.SearchStrategy[tuple[str | None, int | None, str]] = st.sampled_from(
        [(None, None, ""), ("12.5", None, "chipped"), (None, 700, "late"), (None, 700, "")]
    )
    discounted = st.builds(
        lambda line, given: line._replace(
            discount_percent=given[0], discount_amount=given[1], discount_reason=given[2]
        ),
        plain,
        discounts,
    )
    return st.lists(discounted, min_size=1, max_size=5).map(
        lambda lines: tuple(line._replace(id=f"line-{at}") for at, line in enumerate(lines))
    )


@st.composite
def contents(draw: st.DrawFn) -> CartContent:
    """A cart as it can stand in a store: in any market, at any level, with anything that was set by hand."""
    market = draw(st.sampled_from(SHOP.markets))
    content = replace(
        new_content(market),
        lines=draw(lines_in(market.currency)),
        price_level_override=draw(st.sampled_from([None, "vip", "trade"])),
        customer_id=draw(st.sampled_from([None, CUSTOMER.id])),
        coupon_code=draw(st.sampled_from([None, "SAVE10", "BIG", "GONE"])),
        note=draw(st.sampled_from(["", "call back"])),
        tags=draw(st.sampled_from([(), ("gift",)])),
    )
    return priced_anew(content, around())


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    """A cart, actions that it takes, and what it is then."""
    before = draw(contents())
    cases = every_action([line.id for line in before.lines], CUSTOMER.id)
    one = st.sampled_from(sorted(cases)).flatmap(lambda kind: st.sampled_from(cases[kind]))
    actions, after = list[Action](), before
    for action in draw(st.lists(one, min_size=1, max_size=5)):
        try:
            after = apply_actions(before, [*actions, action], around())
        except Invalid:
            continue
        actions.append(action)
    return before, actions, after


def test_every_kind_of_action_is_tried() -> None:
    cases = every_action(["line"], "rahim")
    assert {kind: {action.type for action in tried} for kind, tried in cases.items()} == {
        kind: {kind} for kind in action_kinds()
    }


@pytest.mark.parametrize("kind", sorted(action_kinds()))
def test_every_kind_of_action_says_what_it_touches_and_has_words(kind: str) -> None:
    cart = of_custom_items("ab")
    for action in every_action(["a", "b"], "rahim")[kind]:
        paths = touched([action], cart) - {EVERYTHING}
        known = {*content_fields(cart), LINE_ORDER, "lines.a", "lines.b"}
        assert paths <= known, "these fields are none of a cart"
        assert summarise([action], cart, cart)


@given(contents(), st.integers(0, 2))
def test_a_list_with_one_bad_action_is_refused_with_where_it_stands(before: CartContent, at: int) -> None:
    actions: list[Action] = [SetNote(note="call back"), Reprice()]
    actions.insert(at, RemoveLine(line="gone"))
    with pytest.raises(Invalid) as refused:
        apply_actions(before, actions, around())
    assert [problem.field for problem in refused.value.problems] == [f"actions.{at}.line"]


def repriced(content: CartContent, context: EditContext) -> CartContent | str:
    """The cart at the prices of now, or why it cannot have them."""
    try:
        return apply_actions(content, [Reprice()], context)
    except Invalid as error:
        return error.message


@given(st.lists(contents(), min_size=2, max_size=4))
def test_carts_that_are_edited_in_one_go_get_the_prices_that_each_gets_by_itself(
    carts: list[CartContent],
) -> None:
    shared = around()
    assert [repriced(cart, shared) for cart in carts] == [repriced(cart, around()) for cart in carts]


@given(edits())
def test_an_edit_decides_nothing_but_what_its_actions_mean(edit: Edit) -> None:
    before, actions, after = edit
    meant = touched(actions, before)
    new = {f"lines.{line.id}" for line in after.lines} - {f"lines.{line.id}" for line in before.lines}
    if EVERYTHING not in meant:
        assert changed(diff_contents(before, after)) <= meant | new


@given(edits())
def test_what_was_set_by_hand_survives_every_other_edit(edit: Edit) -> None:
    before, actions, after = edit
    priced = {action.line for action in actions if isinstance(action, SetLinePrice)}
    discounted = {action.line for action in actions if isinstance(action, SetLineDiscount)}
    now = {line.id: line for line in after.lines}
    for line in before.lines:
        if line.id not in now:
            assert RemoveLine(line=line.id) in actions
            continue
        if line.id not in discounted:
            assert now[line.id][-3:] == line[-3:]  # percent, amount and reason
        if line.price_source is PriceSource.OVERRIDE and line.id not in priced:
            assert now[line.id].unit_price == line.unit_price
            assert now[line.id].price_source is PriceSource.OVERRIDE


@given(edits())
def test_lines_that_nobody_moves_stay_in_their_order_and_new_ones_follow(edit: Edit) -> None:
    before, actions, after = edit
    assume(not any(isinstance(action, MoveLine) for action in actions))
    present = {line.id for line in after.lines}
    stayed = [line.id for line in before.lines if line.id in present]
    assert [line.id for line in after.lines][: len(stayed)] == stayed


@given(contents(), st.data())
def test_a_moved_line_stands_where_it_was_put_and_the_others_close_up(
    before: CartContent, data: st.DataObject
) -> None:
    ids = [line.id for line in before.lines]
    moved, to = data.draw(st.sampled_from(ids)), data.draw(st.integers(0, len(ids) - 1))
    after = apply_actions(before, [MoveLine(line=moved, to=to)], around())
    assert after.lines[to].id == moved
    assert [line.id for line in after.lines if line.id != moved] == [each for each in ids if each != moved]
    assert {line.id: line for line in after.lines} == {line.id: line for line in before.lines}


@given(contents())
def test_there_is_no_place_behind_the_last_line(content: CartContent) -> None:
    count = len(content.lines)
    with pytest.raises(Invalid, match=f"no place {count + 1}: the cart has {count} line"):
        apply_actions(content, [MoveLine(line=content.lines[0].id, to=count)], around())


@given(edits(), st.data())
def test_a_move_clashes_with_other_moves_only(edit: Edit, data: st.DataObject) -> None:
    before, _, after = edit
    assume(before.market == after.market and after.lines)
    here = {line.id for line in after.lines}
    stay = [line for line in before.lines if line.id in here]
    assume(stay)
    move = MoveLine(line=data.draw(st.sampled_from(stay)).id, to=0)
    moved = [line.id for line in stay] != [line.id for line in after.lines][: len(stay)]
    assert clashes([move], after, diff_contents(before, after)) == ((LINE_ORDER,) if moved else ())


def of_custom_items(ids: str) -> CartContent:
    """A cart with a custom item for each letter, which is its id."""
    lines = tuple(LineContent(each, None, each, 1, 100, PriceSource.OVERRIDE) for each in ids)
    return replace(new_content(SHOP.markets[0]), lines=lines)


def test_a_line_that_is_gone_cannot_be_moved_unseen() -> None:
    both = of_custom_items("ab")
    rest = apply_actions(both, [RemoveLine(line="a")], around())
    assert clashes([MoveLine(line="a", to=0)], rest, diff_contents(both, rest)) == ("lines.a",)


def test_only_the_lines_between_the_old_place_and_the_new_one_are_said_to_have_moved() -> None:
    before = of_custom_items("abcde")
    after = apply_actions(before, [MoveLine(line="d", to=1), AddLine(sku="POSTER")], around())
    order = next(change for change in diff_contents(before, after) if change.field == LINE_ORDER)
    assert (order.before, order.after) == (["b", "c", "d"], ["d", "b", "c"])


def test_a_move_is_taken_back_around_what_came_and_went_since() -> None:
    before = of_custom_items("abcd")
    moved = apply_actions(before, [MoveLine(line="d", to=0)], around())
    later = apply_actions(moved, [RemoveLine(line="b"), AddLine(sku="POSTER")], around())
    back = undone(later, diff_contents(before, moved), diff_contents(moved, later), around())
    assert [line.title for line in back.lines] == ["a", "c", "d", "Poster"]


def test_a_move_is_not_taken_back_where_the_same_lines_were_moved_again() -> None:
    before = of_custom_items("abc")
    moved = apply_actions(before, [MoveLine(line="c", to=0)], around())
    later = apply_actions(moved, [MoveLine(line="b", to=0)], around())
    with pytest.raises(Refused, match="cannot undo: order of the lines changed again since"):
        undone(later, diff_contents(before, moved), diff_contents(moved, later), around())


@given(edits())
def test_taking_an_edit_back_gives_the_exact_cart(edit: Edit) -> None:
    before, _, after = edit
    changes = diff_contents(before, after)
    if changes:
        assert undone(after, changes, (), around()) == before
    else:
        assert after == before


@given(edits())
def test_taking_the_undo_of_an_edit_back_gives_the_exact_edit(edit: Edit) -> None:
    before, _, after = edit
    changes = diff_contents(after, before)
    if changes:
        assert undone(before, changes, (), around()) == after


@given(contents())
def test_a_content_comes_back_from_its_fields_as_it_was(content: CartContent) -> None:
    assert content_from_fields(content_fields(content)) == content


@given(edits())
def test_a_wholesale_price_stands_only_where_its_units_do(edit: Edit) -> None:
    _, _, after = edit
    units = quantities(after)
    for line in after.lines:
        if line.price_source is PriceSource.WHOLESALE:
            assert line.sku is not None
            assert line.wholesale_from is not None
            assert units[line.sku] >= line.wholesale_from


@given(edits())
def test_the_figures_of_an_edited_cart_add_up(edit: Edit) -> None:
    _, _, after = edit
    customer = CUSTOMER if after.customer_id else None
    figures = cart_figures(
        after, PricingContext(shop=SHOP, customer=customer, coupon_use=CouponUse(), now=NOW)
    )
    assert len(figures.lines) == len(after.lines)
    assert figures.totals.subtotal == sum(line.gross - line.discount for line in figures.lines)
    assert figures.totals.total >= 0
