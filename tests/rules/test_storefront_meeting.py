"""A shopper's whole cart meets what agents made of it: neither loses what the other decided."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from cartui.model.actions import Action, AddCustomLine, AddLine, RemoveLine, SetLineDiscount, SetQuantity
from cartui.model.cart import PriceSource
from cartui.model.catalog import SoldVariant
from cartui.model.history import FieldChange
from cartui.model.record import CartContent, LineContent
from cartui.model.storefront import ShopCart, ShopLine
from cartui.rules.editing.applying import EditContext, apply_actions
from cartui.rules.editing.cart_changes import diff_contents
from cartui.rules.editing.market_change import new_content
from cartui.rules.pricing.unit_price_refresh import quantities
from cartui.rules.storefront.agents_changes import AgentsChanges, agents_changes
from cartui.rules.storefront.meeting import meet
from cartui.rules.storefront.signing_in import merge_guest
from tests.contract.shop import PRODUCTS, SHOP

MARKET = SHOP.markets[0]

VARIANTS = {
    variant.sku: SoldVariant(product.id, product.title, product.tax_class, None, variant)
    for product in PRODUCTS
    for variant in product.variants
}

SKUS = ("SHIRT-LB", "SHIRT-MR", "MUG-01", "LAMP", "POSTER")

UNITS = st.integers(1, 9)

STATES = st.dictionaries(st.sampled_from(SKUS), UNITS)
"""What a shopper may have in a cart."""

STEPS = st.lists(st.tuples(st.sampled_from(["set", "remove", "add", "discount", "custom"]), UNITS, UNITS))
"""What an agent does: to which line, and how much of it."""


@st.composite
def contents(draw: st.DrawFn) -> CartContent:
    """A cart of the market; an import may have given a variant several lines."""
    rows = draw(st.lists(st.tuples(st.sampled_from(SKUS), UNITS), max_size=7))
    lines = tuple(
        LineContent(f"l{at}", sku, sku, units, 100, PriceSource.LIST) for at, (sku, units) in enumerate(rows)
    )
    plain = new_content(MARKET)
    return CartContent(**{name: getattr(plain, name) for name in _HEADER}, lines=lines)


_HEADER = ("market", "currency", "price_level", "service", "payment_method")


def context() -> EditContext:
    """What edits need."""
    ids = (f"n{number}" for number in count())
    return EditContext(shop=SHOP, variants=VARIANTS, customers={}, new_ids=ids)


def said(units: Mapping[str, int]) -> ShopCart:
    """A shop's word of these lines, which it gives in no order."""
    lines = tuple(ShopLine(sku=sku, quantity=number) for sku, number in units.items())
    return ShopCart(cart="c", revision=1, market=MARKET.code, lines=lines)


def edited(
    content: CartContent, steps: Sequence[tuple[str, int, int]], edits: EditContext
) -> tuple[CartContent, list[FieldChange]]:
    """The cart after an agent's steps, with what the history kept of them."""
    changes: list[FieldChange] = []
    for kind, which, units in steps:
        action = _action(content, kind, which, units)
        if action is not None:
            after = apply_actions(content, [action], edits)
            changes += diff_contents(content, after)
            content = after
    return content, changes


def _action(content: CartContent, kind: str, which: int, units: int) -> Action | None:
    """One step of an agent, if there is a line for it."""
    if kind == "add":
        return AddLine(sku=SKUS[which % len(SKUS)], quantity=units)
    if kind == "custom":
        return AddCustomLine(title="Gift wrap", unit_price=units, quantity=units)
    if not content.lines:
        return None
    line = content.lines[which % len(content.lines)]
    match kind:
        case "remove":
            return RemoveLine(line=line.id)
        case "discount":
            return SetLineDiscount(line=line.id, percent=str(units))
        case _:
            return SetQuantity(line=line.id, quantity=units)


def custom(content: CartContent) -> list[LineContent]:
    """The items that the catalogue does not have."""
    return [line for line in content.lines if line.sku is None]


@given(contents(), STATES)
def test_where_no_agent_did_anything_the_cart_is_what_the_shopper_says(
    content: CartContent, state: dict[str, int]
) -> None:
    word = meet(content, said(state), None, AgentsChanges(), context())
    assert word.problems == []
    assert quantities(word.content) == Counter(state)


@given(contents(), STEPS, STATES)
def test_each_variant_is_the_agents_where_they_changed_it_and_else_the_shoppers(
    seen: CartContent, steps: list[tuple[str, int, int]], state: dict[str, int]
) -> None:
    edits = context()
    now, changes = edited(seen, steps, edits)
    theirs = agents_changes(now, changes)
    word = meet(now, said(state), None, theirs, edits)
    before, after = quantities(now), quantities(word.content)
    for sku in SKUS:
        units = state.get(sku, 0)
        is_theirs = sku in (theirs.quantities if units else theirs.lines)
        assert after[sku] == (before[sku] if is_theirs else units)
    untouched = {sku for sku in SKUS if quantities(seen)[sku] == before[sku]}
    decided = {sku for sku in SKUS if sku not in untouched and before[sku]}
    assert decided <= theirs.quantities
    assert custom(word.content) == custom(now)


@given(contents(), STEPS, STATES)
def test_a_word_that_was_taken_in_says_nothing_new(
    seen: CartContent, steps: list[tuple[str, int, int]], state: dict[str, int]
) -> None:
    edits = context()
    now, changes = edited(seen, steps, edits)
    theirs = agents_changes(now, changes)
    once = meet(now, said(state), None, theirs, edits)
    again = meet(once.content, said(state), None, theirs, edits)
    assert again.actions == []
    assert again.content == once.content


@given(contents(), STEPS, STATES)
def test_what_an_agent_gave_off_a_line_stays_on_it(
    seen: CartContent, steps: list[tuple[str, int, int]], state: dict[str, int]
) -> None:
    edits = context()
    now, changes = edited(seen, steps, edits)
    word = meet(now, said(state), None, agents_changes(now, changes), edits)
    given_off = {line.id: line.discount_percent for line in now.lines}
    for line in word.content.lines:
        assert line.discount_percent == given_off.get(line.id)


@given(contents(), STATES, STATES)
def test_states_made_of_one_version_replace_each_other(
    content: CartContent, first: dict[str, int], second: dict[str, int]
) -> None:
    edits = context()
    once = meet(content, said(first), None, AgentsChanges(), edits)
    both = meet(once.content, said(second), None, AgentsChanges(), edits)
    assert quantities(both.content) == Counter(second)


@given(contents(), contents())
def test_of_two_carts_the_larger_number_of_each_variant_stands_and_once_is_enough(
    mine: CartContent, guest: CartContent
) -> None:
    edits = context()
    merged = merge_guest(mine, guest, edits)
    assert quantities(merged.content) == quantities(mine) | quantities(guest)
    assert merge_guest(merged.content, guest, edits).actions == []
