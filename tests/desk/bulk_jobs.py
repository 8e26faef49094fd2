"""A backend with bulk changes behind it, for tests of their list and of their reports."""

from collections.abc import Sequence
from datetime import timedelta

from cartui.model.actions import Assign, SetPriceLevel
from cartui.model.bulk import BulkAction, BulkItem, BulkJob, BulkTally, ItemState, JobState
from cartui.model.shop import PriceLevel
from tests.desk.fake_client import NOW, SHOP, FakeClient, a_summary

SHOP_WITH_GOLD = SHOP.model_copy(
    update={"price_levels": (*SHOP.price_levels, PriceLevel(code="gold", name="Gold"))}
)
GOLD = SetPriceLevel(level="gold")


def an_item(nth: int, state: ItemState = ItemState.CHANGED, **other: object) -> BulkItem:
    """What became of that cart: a tenth is taken off."""
    total = 125_000 + nth
    given: dict[str, object] = {
        "id": f"cart-{nth}",
        "number": f"C-{nth:06}",
        "state": state,
        "currency": "BDT",
        "before": total,
        "after": total * 9 // 10 if state is ItemState.CHANGED else total,
        "reason": "it is locked" if state is ItemState.REFUSED else "",
    }
    return BulkItem.model_validate({**given, **other})


def usual_items(count: int = 60) -> list[BulkItem]:
    """Every tenth is refused, every tenth was so already, and all others are changed."""
    states = {0: ItemState.REFUSED, 5: ItemState.UNCHANGED}
    return [an_item(number, states.get(number % 10, ItemState.CHANGED)) for number in range(1, count + 1)]


def add_job(
    backend: FakeClient,
    items: Sequence[BulkItem],
    *,
    actions: Sequence[BulkAction] = (GOLD,),
    agent: str = "alice",
    done: int | None = None,
    state: JobState = JobState.DONE,
    at_work: bool = False,
) -> BulkJob:
    """Let an agent have changed these; ``done``: only so many of them yet."""
    job = backend.jobs.add(actions, items, agent=agent, now=NOW - timedelta(minutes=5))
    finished = items if done is None else items[:done]
    return backend.jobs.put(
        job.id,
        state=state,
        at_work=at_work,
        started_at=NOW - timedelta(minutes=5),
        ended_at=None if state is JobState.RUNNING else NOW - timedelta(minutes=4, seconds=48),
        tally=BulkTally(matched=len(items)).with_items(finished),
    )


def a_shop() -> FakeClient:
    """A shop with three bulk changes: one by bob, one of one's own, and one that was left behind."""
    backend = FakeClient([a_summary(number) for number in range(1, 61)], shop_now=SHOP_WITH_GOLD)
    same = [item.model_copy(update={"after": item.before}) for item in usual_items(20)]
    add_job(backend, same, actions=[Assign(agent="carol")], agent="bob")
    add_job(backend, usual_items())
    add_job(backend, usual_items(), done=24, state=JobState.RUNNING)
    return backend
