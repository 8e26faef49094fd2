"""The digest is mailed once a day to whom the shop names, and it is known what became of each mail."""

import asyncio

import pytest

from cartui.client.protocol import Client, Forbidden, Invalid, Refused, Unsupported
from cartui.model.agent import Role
from cartui.model.cart import Cart, NewCart
from cartui.model.message import MessageKind, MessageState
from cartui.model.shop import DigestSettings
from tests.contract.conftest import Clock, OpenAs
from tests.contract.payments import tell
from tests.smtp_server import RunningMailServer

LEADS = ("lead@example.com", "boss@example.com")


async def name_recipients(client: Client, *addresses: str, zone: str = "UTC") -> None:
    """Let the shop's digest go to these addresses."""
    shop = await client.shop.get()
    settings = shop.settings.model_copy(update={"digest": DigestSettings(to=addresses)})
    markets = tuple(market.model_copy(update={"time_zone": zone}) for market in shop.markets)
    await client.shop.apply(shop.model_copy(update={"settings": settings, "markets": markets}))


async def test_it_goes_to_whom_the_shop_names_as_text_and_as_a_page(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    await name_recipients(client, *LEADS)
    await tell(client, cart, "pending")
    sent = await client.digest.send()
    assert (sent.day, sent.subject) == ("2026-11-21", "Acme: 1 locked cart (2026-11-21)")
    assert [(mail.to, mail.state) for mail in sent.mails] == [(to, MessageState.SENT) for to in LEADS]

    assert [each.recipients for each in mail_server.received] == [(to,) for to in LEADS]
    for each in mail_server.received:
        mail = each.mail
        assert mail.get_content_type() == "multipart/alternative"
        assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
        assert (mail["Subject"], mail["From"].addresses[0].display_name) == (sent.subject, "Acme")
        assert mail["Auto-Submitted"] == "auto-generated"
        for kind in ("plain", "html"):
            assert cart.number in each.text(kind)
            assert "Rahim Uddin" in each.text(kind)
    first, second = (each.mail["Message-ID"] for each in mail_server.received)
    assert first != second


async def test_the_mails_are_in_the_outbox(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    await name_recipients(client, LEADS[0])
    [mail] = (await client.digest.send()).mails
    kept = await client.outbox.get(mail.id)
    assert (kept.kind, kept.state, kept.to, kept.agent) == (
        MessageKind.DIGEST,
        MessageState.SENT,
        LEADS[0],
        "alice",
    )


async def test_on_one_day_it_is_sent_again_only_where_that_is_meant(
    mail_server: RunningMailServer, client: Client, open_as: OpenAs, cart: Cart, clock: Clock
) -> None:
    bob = await open_as("bob", role=Role.LEAD)
    await name_recipients(client, LEADS[0], zone="Asia/Dhaka")
    await bob.digest.send()
    clock.advance(hours=8, minutes=59)
    for call in (client.digest.send(), client.digest.send(to=[LEADS[0]])):
        with pytest.raises(Refused, match=r"bob has sent the digest of 2026-11-21 already, at 15:00"):
            await call
    assert len(mail_server.received) == 1
    await client.digest.send(again=True)
    assert len(mail_server.received) == 2
    clock.advance(minutes=1)  # midnight in Dhaka
    assert (await client.digest.send()).day == "2026-11-22"
    assert len(mail_server.received) == 3


async def test_trying_it_out_leaves_everybody_else_theirs(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    await name_recipients(client, *LEADS)
    await client.digest.send(to=["me@example.com"])
    await client.digest.send(to=[LEADS[0], "me@example.com"])
    assert [mail.to for mail in (await client.digest.send()).mails] == [LEADS[1]]
    received = [each.recipients[0] for each in mail_server.received]
    assert received == ["me@example.com", LEADS[0], LEADS[1]]
    for to in ((), LEADS, ["me@example.com"]):
        with pytest.raises(Refused, match="alice has sent the digest of 2026-11-21 already"):
            await client.digest.send(to=to)


async def test_who_was_refused_is_sent_it_alone_the_next_time(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    await name_recipients(client, *LEADS)
    mail_server.refusals[LEADS[1]] = "550 no such user"
    states = [mail.state for mail in (await client.digest.send()).mails]
    assert states == [MessageState.SENT, MessageState.FAILED]
    mail_server.refusals.clear()
    assert [mail.to for mail in (await client.digest.send()).mails] == [LEADS[1]]
    assert [each.recipients[0] for each in mail_server.received] == [*LEADS]


async def test_a_purge_that_empties_the_mails_lets_nobody_get_it_twice_and_nobody_go_without(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    await name_recipients(client, *LEADS)
    shop = await client.shop.get()
    settings = shop.settings.model_copy(update={"trash_keep_days": 0})
    await client.shop.apply(shop.model_copy(update={"settings": settings}))
    await client.carts.delete(cart.id)
    await client.digest.send(to=["me@example.com"])
    assert (await client.upkeep.purge()).carts_purged == 1
    assert [mail.to for mail in (await client.digest.send()).mails] == [*LEADS]
    another = await client.carts.create(NewCart(market="BD"))
    await client.carts.delete(another.id)
    assert (await client.upkeep.purge()).carts_purged == 1
    assert {message.to for message in await client.outbox.list()} == {""}
    with pytest.raises(Refused, match="has sent the digest of 2026-11-21 already"):
        await client.digest.send()


async def test_of_two_who_send_it_at_once_one_does(
    mail_server: RunningMailServer, open_as: OpenAs, client: Client, cart: Cart
) -> None:
    await name_recipients(client, *LEADS)
    desks = [await open_as(name, role=Role.LEAD) for name in ("bob", "carol", "dave")]
    results = await asyncio.gather(*(desk.digest.send() for desk in desks), return_exceptions=True)
    assert sorted(isinstance(each, Refused) for each in results) == [False, True, True]
    assert sorted(each.recipients[0] for each in mail_server.received) == sorted(LEADS)


async def test_a_repeat_with_the_key_sends_nothing_more(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    await name_recipients(client, *LEADS)
    first = await client.digest.send(key="k")
    assert await client.digest.send(key="k") == first
    assert len(mail_server.received) == 2


async def test_where_the_mail_server_refuses_for_now_it_stays_queued_and_counts_as_sent(
    mail_server: RunningMailServer, client: Client, cart: Cart, clock: Clock
) -> None:
    await name_recipients(client, *LEADS)
    mail_server.refusals["END"] = "451 come back later"
    sent = await client.digest.send()
    assert {mail.state for mail in sent.mails} == {MessageState.QUEUED}
    assert "451 come back later" in sent.mails[0].error
    with pytest.raises(Refused, match="alice has put into the outbox the digest"):
        await client.digest.send()
    mail_server.refusals.clear()
    clock.advance(minutes=2)
    await client.upkeep.run()
    assert sorted(each.recipients[0] for each in mail_server.received) == sorted(LEADS)


async def test_what_came_to_nothing_does_not_count(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    await name_recipients(client, LEADS[0])
    mail_server.refusals[LEADS[0]] = "550 no such user"
    assert [mail.state for mail in (await client.digest.send()).mails] == [MessageState.FAILED]
    mail_server.refusals.clear()
    assert [mail.state for mail in (await client.digest.send()).mails] == [MessageState.SENT]


async def test_it_takes_a_lead_an_address_and_a_mail_server(
    mail_server: RunningMailServer, client: Client, open_as: OpenAs, cart: Cart
) -> None:
    agent = await open_as("bob", role=Role.AGENT)
    with pytest.raises(Forbidden, match="may not mail the digest"):
        await agent.digest.send(to=LEADS)
    with pytest.raises(Invalid, match=r"digest\.to"):
        await client.digest.send()
    for wrong in ("nobody", "a@b.example\r\nBcc: all@example.com", ""):
        with pytest.raises(Invalid) as refused:
            await client.digest.send(to=[wrong])
        assert [problem.field for problem in refused.value.problems] == ["to"]
    assert mail_server.received == []
    await client.digest.send(to=["Lead@Example.COM", "Lead@example.com"])
    assert [each.recipients for each in mail_server.received] == [("Lead@example.com",)]


async def test_without_a_mail_server_it_can_only_be_read(client: Client, cart: Cart) -> None:
    with pytest.raises(Unsupported, match="mail server"):
        await client.digest.send(to=LEADS)
    assert (await client.digest.get()).is_empty


async def test_a_quiet_day_is_told_as_well(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    sent = await client.digest.send(to=[LEADS[0]])
    assert sent.subject == "Acme: Nothing waits for anybody (2026-11-21)"
    assert "Nothing waits for anybody." in mail_server.received[0].text()
