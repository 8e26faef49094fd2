"""What may be done to a cart next, at random, and when two carts are the same."""

from hypothesis import strategies as st

from cartui.model.actions import (
    Action,
    AddCustomLine,
    AddLine,
    ApplyCoupon,
    Assign,
    MoveLine,
    RemoveCoupon,
    RemoveLine,
    Reprice,
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
    SetTags,
)
from cartui.model.cart import Cart

APART = {"version", "updated_at"}
"""What every change gives a cart anew."""


def same_content(one: Cart, other: Cart) -> bool:
    """Whether two carts differ in nothing but version and times."""
    return one.model_dump(exclude=APART) == other.model_dump(exclude=APART)


def random_actions(cart: Cart) -> st.SearchStrategy[list[Action]]:
    """One to three actions that this cart takes, in one change."""
    lines = [line.id for line in cart.lines]
    anywhere: list[Action] = [
        AddLine(sku="MUG-01", quantity=60),
        AddLine(sku="SHIRT-MR"),
        AddCustomLine(title="Wrap", unit_price=500),
        ApplyCoupon(code="SAVE10"),
        RemoveCoupon(),
        SetPriceLevel(level="vip"),
        SetPriceLevel(level=None),
        SetCustomer(customer=None),
        SetContact(phone="+8801711111111"),
        SetFulfilment(service=None),
        SetPaymentMethod(method=None),
        SetNote(note="note"),
        SetTags(tags=("gift", "later")),
        Assign(agent="alice"),
        Reprice(),
    ]
    fresh = st.sampled_from(anywhere)
    if not lines:
        return st.lists(fresh, min_size=1, max_size=3)
    line = st.sampled_from(lines)
    quantity = st.integers(1, 80)
    share = st.sampled_from(["5", "12.5", None])
    of_lists = [line.id for line in cart.lines if line.sku is not None]
    given_back = [SetLinePrice(line=line_id, unit_price=None) for line_id in of_lists]
    by_hand = st.builds(SetLinePrice, line=line, unit_price=st.sampled_from([100, 99_999]))
    discount = st.builds(SetLineDiscount, line=line, percent=share, reason=st.just("chipped"))
    several = st.one_of(
        fresh,
        st.builds(SetQuantity, line=line, quantity=quantity),
        st.builds(MoveLine, line=line, to=st.integers(0, len(lines) - 1)),
        discount,
        by_hand,
        *([st.sampled_from(given_back)] if given_back else []),
    )
    alone: st.SearchStrategy[Action] = st.one_of(
        st.builds(RemoveLine, line=line), st.sampled_from([SetMarket(market=cart.market)])
    )
    return st.one_of(st.lists(several, min_size=1, max_size=3), alone.map(lambda action: [action]))
