"""After a purge the customer's name is nowhere in the bytes of the database, nor in what lies beside it."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import AddCustomLine, SetContact, SetNote, SetShippingAddress, SetTags
from cartui.model.address import Address
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.model.locks import PaymentReport
from cartui.model.message import MessageKind, MessageState
from cartui.model.payment import AttemptStatus
from cartui.model.query import CartQuery, CartSort
from cartui.model.statement import Statement, StatementRow
from cartui.store.carts.records import StoredCart, insert_carts, load_cart, update_cart
from cartui.store.database import Database
from cartui.store.outbox import NewOutboxMessage, claim_next, note_outcome, queue_message, set_state
from tests.contract.conftest import Clock
from tests.contract.shop import furnish
from tests.store.records import cart

NAME = "Quixfeather"
WORDS = (b"quixfeather", b"zebulon", b"feath")


def found(path: Path) -> dict[str, list[bytes]]:
    """Which of the words are in which of the files beside each other, in whatever case."""
    files = {file.name: file.read_bytes().lower() for file in path.parent.glob(f"{path.name}*")}
    return {name: [word for word in WORDS if word in data] for name, data in files.items()}


@pytest.fixture
def clock() -> Clock:
    """A clock that can be advanced."""
    return Clock()


async def test_nothing_of_a_purged_cart_can_be_read_any_more(path: Path, clock: Clock) -> None:
    async with LocalClient(str(path), Actor(name="alice"), clock=clock) as client:
        await furnish(client)
        for number in range(20):
            cart = await client.carts.create(NewCart(market="BD"), key=f"new {number}")
            for note in (f"{NAME} wants it soon, very soon" * 5, NAME, "nothing", f"for Zebulon {NAME}"):
                cart = await client.carts.edit(
                    cart.id,
                    cart.version,
                    [
                        SetContact(name=f"Zebulon {NAME}", email=f"z{number}@{NAME}.example"),
                        SetNote(note=note),
                        SetTags(tags=(NAME,)),
                        SetShippingAddress(address=Address(name=NAME, line1=f"{NAME} Street", country="BD")),
                        AddCustomLine(title=f"Engraved: {NAME}", unit_price=100),
                    ],
                    key=f"{number} {note}",
                )
            clone = await client.carts.clone(cart.id)
            await client.carts.undo(cart.id)
            for each in (cart, clone):
                await client.carts.delete(each.id)
        assert any(WORDS[0] in words for words in found(path).values())
        clock.advance(days=8)
        assert (await client.upkeep.purge()).carts_purged == 40
        assert not any(found(path).values())
    assert not any(found(path).values())


async def test_nor_among_many_others_that_stay(path: Path, clock: Clock) -> None:
    others = [cart(number, note="x" * (number % 90)) for number in range(1, 3000)]
    theirs = [
        replace(each, content=replace(each.content, note=f"Zebulon {NAME} {each.number}"))
        for each in others[::50]
    ]
    with Database(path) as database:
        for start in range(0, len(others), 500):
            with database.write() as conn:
                insert_carts(conn, [StoredCart(each) for each in others[start : start + 500]])
        for each in theirs:
            with database.write() as conn:
                before = load_cart(conn, each.id)
                assert before is not None
                assert update_cart(conn, before, replace(each, version=2))
    async with LocalClient(str(path), Actor(name="alice"), clock=clock) as client:
        for each in theirs:
            await client.carts.delete(each.id)
        clock.advance(days=8)
        await client.upkeep.purge()
        assert not any(found(path).values())
        assert len((await client.carts.list(CartQuery(), sort=CartSort())).items) == 50


async def test_a_payer_is_gone_with_the_purge_of_the_cart_wherever_their_payment_is_told(
    path: Path, clock: Clock
) -> None:
    payer = f"zebulon@{NAME}.example"
    async with LocalClient(str(path), Actor(name="alice"), clock=clock) as client:
        await furnish(client)
        cart = await client.carts.create(NewCart(market="BD"))
        begun = PaymentReport(
            provider="PayPal",
            reference="8XK",
            merchant_reference="WEB-1",
            payer_email=payer,
            amount=100,
            currency="BDT",
        )
        await client.payments.record(cart.id, begun)
        await client.payments.take_statement(told_of(payer, clock.now))
        assert any(WORDS[0] in words for words in found(path).values())
        await client.locks.lock(cart.id, "the bank rang")
        await client.locks.delete(cart.id, "another one was paid", against_evidence=True, key="delete")
        [kept] = await client.payments.without_order()
        await client.payments.settle(kept.id, "refunded by hand", key="settle")
        clock.advance(days=8)
        assert (await client.upkeep.purge()).carts_purged == 1
        assert not any(found(path).values())
        [still] = await client.payments.without_order(settled=True)
        assert (still.reference, [row.payer_email for row in still.rows]) == ("8XK", [""] * 2)
    assert not any(found(path).values())


async def test_who_paid_is_kept_no_longer_than_anybody_can_ask_for_it(path: Path, clock: Clock) -> None:
    payer = f"zebulon@{NAME}.example"
    async with LocalClient(str(path), Actor(name="alice"), clock=clock) as client:
        await furnish(client)
        cart = await client.carts.create(NewCart(market="BD"))
        paid = PaymentReport(
            provider="PayPal",
            reference="8XK",
            payer_email=payer,
            amount=100,
            currency="BDT",
            status=AttemptStatus.SUCCEEDED,
        )
        await client.payments.record(cart.id, paid)
        await client.payments.take_statement(told_of(payer, clock.now))
        clock.advance(days=179)
        assert (await client.upkeep.run()).payers_forgotten == 0
        assert any(WORDS[0] in words for words in found(path).values())
        clock.advance(days=2)
        assert (await client.upkeep.run()).payers_forgotten == 3
        assert (await client.upkeep.run()).payers_forgotten == 0
        assert not any(found(path).values())
        assert [attempt.payer_email for attempt in (await client.carts.get(cart.id)).attempts] == [None]
        await client.payments.take_statement(told_of(payer, clock.now))
    assert not any(found(path).values())


def told_of(payer: str, at: datetime) -> Statement:
    """A statement of a payment of theirs and what of it went back."""
    row = {"provider": "paypal", "at": at, "currency": "BDT", "payer_email": payer}
    rows = (
        StatementRow.model_validate({**row, "transaction": "8XK", "kind": "payment", "amount": 100}),
        StatementRow.model_validate(
            {**row, "transaction": "R1", "kind": "refund", "amount": -10, "about": "8XK"}
        ),
    )
    return Statement(provider="paypal", coverage=(), rows=rows)


async def test_nor_what_was_written_to_them_and_to_others_about_them(path: Path, clock: Clock) -> None:
    async with LocalClient(str(path), Actor(name="alice"), clock=clock) as client:
        await furnish(client)
        cart = await client.carts.create(NewCart(market="BD"))
        with Database(path) as database, database.write() as conn:
            for about, state in (
                (cart, MessageState.QUEUED),
                (cart, MessageState.FAILED),
                (None, MessageState.FAILED),
            ):
                written = NewOutboxMessage(
                    kind=MessageKind.REOPEN_BROWSER,
                    agent="alice",
                    message_id="<1@example.com>",
                    recipient=f"zebulon@{NAME}.example",
                    subject=f"Dear Zebulon {NAME}",
                    text=f"{NAME}, please reopen your browser" * 200,
                    html=f"<b>{NAME}</b>",
                    cart_id=about.id if about else None,
                    cart_number=about.number if about else "",
                )
                message = queue_message(conn, written, clock())
                set_state(conn, message.id, state, at=clock())
        assert any(WORDS[0] in words for words in found(path).values())
        await client.carts.delete(cart.id)
        clock.advance(days=8)
        await client.upkeep.purge()
        assert not any(found(path).values())
        kept = await client.outbox.list()
        assert [message.state for message in kept] == [
            MessageState.FAILED,
            MessageState.FAILED,
            MessageState.DROPPED,
        ]
    assert not any(found(path).values())


@pytest.mark.parametrize(
    ("noted", "becomes"),
    [
        (MessageState.FAILED, MessageState.FAILED),
        (MessageState.UNKNOWN, MessageState.UNKNOWN),
        (MessageState.QUEUED, MessageState.DROPPED),
    ],
)
async def test_nor_what_a_mail_server_said_of_them_after_the_purge(
    path: Path, clock: Clock, noted: MessageState, becomes: MessageState
) -> None:
    recipient = f"zebulon@{NAME}.example"
    async with LocalClient(str(path), Actor(name="alice"), clock=clock) as client:
        await furnish(client)
        cart = await client.carts.create(NewCart(market="BD"))
        await client.carts.delete(cart.id)
        clock.advance(days=8)
        written = NewOutboxMessage(
            kind=MessageKind.REOPEN_BROWSER,
            agent="alice",
            message_id="<1@example.com>",
            recipient=recipient,
            subject="Please reopen it",
            text="Please reopen your browser",
            cart_id=cart.id,
            cart_number=cart.number,
        )
        with Database(path) as database, database.write() as conn:
            queue_message(conn, written, clock())
            claimed = claim_next(conn, "whoever hands it over", clock())
        assert claimed is not None
        assert (await client.upkeep.purge()).carts_purged == 1
        with Database(path) as database, database.write() as conn:
            said = f"mail.example refuses the recipient {recipient}: 450"
            later = clock() if noted is MessageState.QUEUED else None
            assert note_outcome(conn, claimed, noted, at=clock(), error=said, next_try_at=later)
        [kept] = await client.outbox.list()
        assert (kept.state, kept.to, kept.error, kept.next_try_at) == (becomes, "", "", None)
        assert kept.ended_at == clock()
        assert not any(found(path).values())
    assert not any(found(path).values())
