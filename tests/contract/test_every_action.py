"""What every action has in common, whatever the backend: each kind is tried on one cart."""

import pytest

from cartui.client.protocol import Client, Conflict, Locked
from cartui.model.actions import Action, AddLine, ApplyCoupon, SetLineDiscount, SetNote
from cartui.model.cart import Cart, CartState
from cartui.model.customer import Customer
from cartui.model.imports import ImportBatch, ImportedCart, ImportedLine, ImportedProduct
from cartui.model.payment import Lock, LockReason
from tests.contract.conftest import OpenAs
from tests.contract.shop import NOW, PRODUCTS
from tests.contract.steps import same_content
from tests.every_action import every_action


@pytest.fixture
async def full(client: Client, cart: Cart) -> Cart:
    """A cart that every action changes: its prices are no longer those of the lists, too."""
    full = await client.carts.edit(
        cart.id,
        cart.version,
        [
            SetLineDiscount(line=cart.lines[0].id, percent="10", reason="sample"),
            AddLine(sku="MUG-01", quantity=60),
            ApplyCoupon(code="SAVE10"),
        ],
    )
    shirt = PRODUCTS[0]
    dearer = tuple(
        variant.model_copy(
            update={
                "prices": tuple(
                    row.model_copy(update={"amount": row.amount + 1000}) for row in variant.prices
                )
            }
        )
        for variant in shirt.variants
    )
    product = shirt.model_copy(update={"variants": dearer})
    await client.imports.apply(ImportBatch(products=(ImportedProduct(product=product),)))
    return await client.carts.get(full.id)


def one_of_each(cart: Cart, customer: Customer) -> dict[str, Action]:
    """One action of each kind, which changes the cart."""
    cases = every_action([line.id for line in cart.lines], customer.id)
    return {kind: actions[0] for kind, actions in cases.items()}


async def test_each_is_applied_as_its_preview_said_and_undone_exactly(
    client: Client, full: Cart, rahim: Customer
) -> None:
    now = full
    for kind, action in one_of_each(full, rahim).items():
        preview = await client.carts.preview(now.id, now.version, [action])
        edited = await client.carts.edit(now.id, now.version, [action])
        assert await client.carts.get(now.id) == edited, kind
        entry = (await client.history.of_cart(now.id, limit=1))[0]
        undone = await client.carts.undo(now.id)

        new_lines = {line.id for line in edited.lines} - {line.id for line in full.lines}
        assert new_lines or same_content(edited, preview), kind
        assert edited.totals == preview.totals, kind
        assert (edited.version, entry.actions) == (now.version + 1, (kind,))
        assert same_content(undone, full), kind
        now = undone


async def test_each_is_refused_on_a_locked_cart(client: Client, rahim: Customer) -> None:
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
    for action in one_of_each(locked, rahim).values():
        with pytest.raises(Locked):
            await client.carts.edit(locked.id, locked.version, [action])
    assert await client.carts.get(locked.id) == locked


async def test_each_is_refused_where_somebody_else_was_faster(
    client: Client, open_as: OpenAs, full: Cart, rahim: Customer
) -> None:
    bob = await open_as("bob")
    later = await bob.carts.edit(full.id, full.version, [SetNote(note="bob was here")])
    for action in one_of_each(full, rahim).values():
        with pytest.raises(Conflict) as error:
            await client.carts.edit(full.id, full.version, [action])
        assert error.value.current == later
    assert await client.carts.get(full.id) == later


async def test_each_that_is_asked_for_again_with_its_key_is_done_once(
    client: Client, full: Cart, rahim: Customer
) -> None:
    now = full
    for kind, action in one_of_each(full, rahim).items():
        once = await client.carts.edit(now.id, now.version, [action], key=kind)
        again = await client.carts.edit(now.id, now.version, [action], key=kind)
        assert again == once, kind
        assert (await client.carts.get(now.id)).version == once.version, kind
        now = await client.carts.undo(now.id)
