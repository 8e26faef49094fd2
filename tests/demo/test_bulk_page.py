"""What docs/bulk.md says of a change on the demo, in print and in pictures, is what comes out there."""

from datetime import datetime
from pathlib import Path

from cartui.cli.bulk_jobs import dry_run
from cartui.cli.bulk_text import preview_text
from cartui.client.local import LocalClient
from cartui.formatting.bulk_words import actions_words
from cartui.model.actions import SetPriceLevel
from cartui.model.agent import Actor
from cartui.model.bulk import BulkTarget
from cartui.model.query import CartQuery, Term
from tools import pictures

PAGE = Path(__file__).resolve().parents[2] / "docs" / "bulk.md"


async def test_the_page_prints_what_the_command_does(built: tuple[Path, list[str]], now: datetime) -> None:
    command = "cartui bulk price-level VIP -q 'market:BD level:retail' --dry-run"
    printed = PAGE.read_text(encoding="utf-8").partition(f"$ {command}\n")[2].partition("…\n```")[0]
    meant = BulkTarget(
        query=CartQuery(terms=(Term(key="market", values=("BD",)), Term(key="level", values=("Retail",))))
    )
    actions = (SetPriceLevel(level="VIP"),)
    async with LocalClient(
        str(built[0] / "demo.sqlite3"), Actor(name="alice"), clock=lambda: now, readonly=True
    ) as client:
        seen = await dry_run(client, meant, actions)
        what = actions_words(actions, await client.shop.get())
    assert printed.count("\n") > 10
    assert preview_text(seen, what).startswith(printed)


def test_pictures_are_taken_when_tours_and_pages_are_tested(now: datetime) -> None:
    assert now == pictures.NOW
