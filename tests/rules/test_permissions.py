"""Each role may what the ones before it may, and a refusal says which role it takes."""

from typing import get_args

import pytest

from cartui.model.actions import Action, AddLine, Reprice, SetLinePrice, WaiveBlock
from cartui.model.agent import Role
from cartui.model.errors import Forbidden
from cartui.rules.permissions import (
    Operation,
    ensure_may,
    ensure_may_apply,
    ensure_may_do,
    refusal_of,
    role_for,
)

PRICE = SetLinePrice(line="1", unit_price=5)


AGENTS = [role for role in Role if role is not Role.STOREFRONT]


@pytest.mark.parametrize("operation", Operation)
def test_an_admin_may_do_everything_that_people_do(operation: Operation) -> None:
    if operation is not Operation.TELL:
        ensure_may_do(Role.ADMIN, operation)


@pytest.mark.parametrize("operation", Operation)
def test_a_shop_may_tell_of_its_carts_and_nothing_else_and_nobody_else_may(operation: Operation) -> None:
    may = {role for role in Role if not refusal_of(role, operation)}
    assert (may == {Role.STOREFRONT}) == (operation is Operation.TELL)
    assert (Role.STOREFRONT in may) == (operation is Operation.TELL)


def test_a_refused_shop_is_told_whose_that_is() -> None:
    with pytest.raises(Forbidden) as refused:
        ensure_may_do(Role.STOREFRONT, Operation.READ)
    assert refused.value.message == (
        "A storefront may not look at carts and customers: that takes the role viewer, agent, lead or admin."
    )


@pytest.mark.parametrize("operation", Operation)
def test_a_viewer_may_only_look_take_rows_along_and_be_seen_doing_so(operation: Operation) -> None:
    if operation in {Operation.READ, Operation.BE_PRESENT, Operation.EXPORT}:
        ensure_may_do(Role.VIEWER, operation)
    else:
        with pytest.raises(Forbidden, match="A viewer may not"):
            ensure_may_do(Role.VIEWER, operation)


def test_imports_take_a_lead_and_the_shop_an_admin() -> None:
    assert role_for(Operation.IMPORT) is Role.LEAD
    assert role_for(Operation.CHANGE_SHOP) is Role.ADMIN


def test_every_edit_takes_at_least_an_agent() -> None:
    for kind in get_args(get_args(Action)[0]):
        if kind not in {SetLinePrice, WaiveBlock}:
            ensure_may_apply(Role.AGENT, [kind.model_construct()])
    with pytest.raises(Forbidden, match="A viewer may not change carts"):
        ensure_may_apply(Role.VIEWER, [AddLine(sku="A")])


def test_one_price_by_hand_makes_the_whole_edit_a_leads() -> None:
    ensure_may_apply(Role.LEAD, [AddLine(sku="A"), PRICE])
    ensure_may_apply(Role.AGENT, [AddLine(sku="A"), Reprice()])
    with pytest.raises(Forbidden) as refused:
        ensure_may_apply(Role.AGENT, [AddLine(sku="A"), PRICE])
    assert refused.value.message == "An agent may not set a price by hand: that takes the role lead or admin."


@pytest.mark.parametrize("role", AGENTS)
@pytest.mark.parametrize("needed", AGENTS)
def test_a_role_covers_itself_and_the_ones_before_it(role: Role, needed: Role) -> None:
    if list(Role).index(role) >= list(Role).index(needed):
        ensure_may(role, needed, "do that")
    else:
        with pytest.raises(Forbidden):
            ensure_may(role, needed, "do that")
