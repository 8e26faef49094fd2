"""Writing to the customers of many carts: each has the shop's message once, or is refused with the reason."""

import pytest

from cartui.client.protocol import Client, Invalid, Refused, Unsupported
from cartui.model.actions import SetContact
from cartui.model.bulk import BulkTarget, ItemState, NotifyCustomers
from cartui.model.cart import Cart
from cartui.model.history import EntryKind
from cartui.model.message import MessageKind, MessageState
from tests.contract.jobs import all_items, carts_with_mugs, done, over, these
from tests.smtp_server import RunningMailServer

PLEASE = NotifyCustomers(kind=MessageKind.REOPEN_BROWSER)


async def test_each_has_the_message_that_the_shop_would_write(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    [nobody] = await carts_with_mugs(client, 1)
    job = await done(client, these(cart, nobody), PLEASE)
    assert (job.tally.changed, job.tally.refused) == (1, 1)
    assert job.tally.before == job.tally.after
    items = await all_items(client, job.id)
    assert [item.state for item in items] == [ItemState.CHANGED, ItemState.REFUSED]
    assert "no email address of this customer" in items[1].reason
    draft = await client.outbox.draft(cart.id, MessageKind.REOPEN_BROWSER)
    [message] = await client.outbox.list()
    assert (message.state, message.to, message.subject, message.text) == (
        MessageState.QUEUED,
        draft.to,
        draft.subject,
        draft.text,
    )
    entry = (await client.history.of_cart(cart.id))[0]
    assert (entry.kind, entry.job, entry.version) == (EntryKind.MESSAGE, job.id, cart.version)
    assert entry.summary == f"message to {draft.to}: {draft.subject}"
    await client.upkeep.run()
    assert [received.recipients for received in mail_server.received] == [(draft.to,)]


async def test_a_job_that_is_started_again_writes_to_nobody_twice(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    prepared = await client.bulk.prepare(these(cart), [PLEASE], key="once")
    again = await client.bulk.prepare(these(cart), [PLEASE], key="once")
    for job in (prepared, again, prepared):
        await client.bulk.start(job.id)
        await over(client, job.id)
    assert len((await client.outbox.list()).items) == 1
    with pytest.raises(Refused, match="cannot be taken back"):
        await client.bulk.undo(prepared.id)


async def test_an_address_that_was_given_after_the_preview_is_written_to(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    [nobody] = await carts_with_mugs(client, 1)
    prepared = await client.bulk.prepare(these(nobody), [PLEASE])
    assert (await client.bulk.preview(prepared.id)).tally.refused == 1
    eve = SetContact(name="Eve", email="eve@example.com")
    await client.carts.edit(nobody.id, nobody.version, [eve])
    await client.bulk.start(prepared.id)
    assert (await over(client, prepared.id)).tally.changed == 1


async def test_without_a_mail_server_nothing_is_prepared(client: Client, cart: Cart) -> None:
    with pytest.raises(Unsupported, match="No mail server is set up"):
        await client.bulk.prepare(these(cart), [PLEASE])


async def test_what_is_not_for_customers_is_not_written_to_them(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    with pytest.raises(Invalid, match="no message to a customer"):
        await client.bulk.dry_run(BulkTarget(carts=(cart.id,)), [NotifyCustomers(kind=MessageKind.DIGEST)])
