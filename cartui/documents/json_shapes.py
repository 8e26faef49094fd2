"""The JSON that scripts rely on: one function for each shape of ``docs/cli.md``.

Amounts are whole minor units beside a ``currency``, times are ISO 8601 in UTC with a ``Z``. A key is
never taken away or given another meaning; new ones may be added.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from cartui.model.errors import ClientError, Conflict, Locked, TotalChanged

if TYPE_CHECKING:
    from pydantic import BaseModel

    from cartui.model.activity import Activity
    from cartui.model.address import Address
    from cartui.model.agent import Agent, AgentChange, NewAgent
    from cartui.model.blocklist import Block
    from cartui.model.bulk import BulkItem, BulkJob, BulkTally
    from cartui.model.cart import Cart, CartSummary
    from cartui.model.customer import Customer
    from cartui.model.digest import Digest
    from cartui.model.history import HistoryEntry
    from cartui.model.import_preview import ImportPreview
    from cartui.model.imports import ImportReport, Refusal
    from cartui.model.locks import LockedCart
    from cartui.model.message import OutboxMessage
    from cartui.model.order import Order, OrderSummary
    from cartui.model.payment_without_order import PaymentWithoutOrder
    from cartui.model.pricing import Explanation, PricingResult
    from cartui.model.query import Count, Page
    from cartui.model.recovery import CartToCall
    from cartui.model.statement import Coverage
    from cartui.model.statement_import import StatementImport

T = TypeVar("T")

Json = dict[str, object]
"""An object of JSON, ready for ``json.dumps``."""


def cart_json(cart: "Cart") -> Json:
    """A cart with its lines and figures.

    An address that is not given is ``{}``. The billing address is the one in force: the shipping address
    where ``billing_same_as_shipping`` is true.
    """
    shape: Json = cart.model_dump(mode="json")
    billing = cart.shipping_address if cart.billing_same_as_shipping else cart.billing_address
    shape["shipping_address"] = _address(cart.shipping_address)
    shape["billing_address"] = _address(billing)
    return shape


def cart_summary_json(summary: "CartSummary") -> Json:
    """A cart as a list has it; ``total`` is an integer of minor units."""
    return _plain(summary)


def cart_page_json(page: "Page[CartSummary]", count: "Count") -> Json:
    """A page of carts, the cursor of the next one, and how many match (``exact`` false: at least).

    ``searched`` is there where the page was given up for now: so many carts were looked through.
    """
    return _listed(page, [cart_summary_json(summary) for summary in page], count)


def to_call_json(page: "Page[CartToCall]", count: "Count") -> Json:
    """A page of the call list, as that of carts is; ``last_call`` is null where nobody has called."""
    return _listed(page, [cart.model_dump(mode="json") for cart in page], count)


def _listed(page: "Page[T]", items: list[Json], count: "Count") -> Json:
    """A page with the number of all that match."""
    shown: dict[str, object] = {
        "items": items,
        "next": page.next,
        "count": count.value,
        "exact": count.exact,
    }
    return shown if page.searched is None else shown | {"searched": page.searched}


def customer_json(customer: "Customer") -> Json:
    """A customer with the saved addresses. What looked odd about them is said beside it, on stderr."""
    return customer.model_dump(mode="json", exclude={"warnings"})


def customers_json(customers: "Iterable[Customer]") -> Json:
    """What a search for customers found, the best match first."""
    return {"items": [customer_json(customer) for customer in customers]}


def customer_page_json(page: "Page[Customer]") -> Json:
    """A page of all customers and the cursor of the next one."""
    return {"items": [customer_json(customer) for customer in page], "next": page.next}


def customers_carts_json(page: "Page[CartSummary]") -> Json:
    """A page of one customer's carts and the cursor of the next one."""
    return {"items": [cart_summary_json(summary) for summary in page], "next": page.next}


def placed_json(order: "Order") -> Json:
    """What placing gives: the order's number and state, the cart's number and the sums."""
    return {
        "order": order.number,
        "cart": order.cart.number,
        "state": order.state.value,
        "currency": order.cart.currency,
        "totals": _totals(order),
    }


def order_json(order: "Order") -> Json:
    """An order with the cart it came from."""
    shape: Json = order.model_dump(mode="json")
    shape["cart"] = cart_json(order.cart)
    shape["currency"] = order.cart.currency
    shape["totals"] = _totals(order)
    return shape


def _totals(order: "Order") -> Json:
    """The sums that an order was placed with."""
    totals: Json = order.cart.model_dump(mode="json", include={"totals"})["totals"]
    return totals


def order_page_json(page: "Page[OrderSummary]", count: "Count") -> Json:
    """A page of orders, as one of carts is: the cursor of the next one, and how many match."""
    return _listed(page, [_plain(summary) for summary in page], count)


def customers_orders_json(page: "Page[OrderSummary]") -> Json:
    """A page of one customer's orders and the cursor of the next one."""
    return {"items": [_plain(summary) for summary in page], "next": page.next}


def locks_json(page: "Page[LockedCart]", coverage: "Iterable[Coverage]") -> Json:
    """A page of locked carts, the cursor of the next one, and of which times statements have everything."""
    return {
        "items": [_locked(locked) for locked in page],
        "next": page.next,
        "coverage": [each.model_dump(mode="json") for each in coverage],
    }


def payments_json(page: "Page[PaymentWithoutOrder]") -> Json:
    """A page of payments without an order and the cursor of the next one.

    ``searched`` is there where the page was given up for now: so many payments were looked at.
    """
    shape: Json = {"items": [payment_json(payment) for payment in page], "next": page.next}
    return shape if page.searched is None else shape | {"searched": page.searched}


def payment_json(payment: "PaymentWithoutOrder") -> Json:
    """A payment without an order; amounts in minor units."""
    return payment.model_dump(mode="json")


def blocks_json(blocks: "Iterable[Block]") -> Json:
    """Entries of the blocklist."""
    return {"items": [block_json(block) for block in blocks]}


def block_json(block: "Block") -> Json:
    """An entry of the blocklist."""
    return block.model_dump(mode="json")


def outbox_json(page: "Page[OutboxMessage]") -> Json:
    """A page of messages and the cursor of the next one."""
    return {"items": [message_json(message) for message in page], "next": page.next}


def message_json(message: "OutboxMessage") -> Json:
    """A message and what became of it; address and texts are empty once they are not kept any more."""
    return message.model_dump(mode="json")


def digest_json(digest: "Digest") -> Json:
    """What waits for somebody: of each part how many there are, and the first of them as its list has them.

    ``pending_orders_after`` is a length of time of ISO 8601.
    """
    shape: Json = digest.model_dump(mode="json", exclude={"locked"})
    locked = digest.locked.model_dump(mode="json", exclude={"items"})
    return shape | {"locked": locked | {"items": [_locked(each) for each in digest.locked.items]}}


def _locked(locked: "LockedCart") -> Json:
    """A locked cart: since when and why, what was tried to pay, and what the statements say."""
    shape: Json = locked.model_dump(mode="json", exclude={"lock"})
    return shape | {
        "locked_at": iso(locked.lock.since),
        "reason": locked.lock.reason.value,
        "note": locked.lock.note,
    }


def orders_moved_json(orders: "Iterable[Order]", refused: Iterable[tuple[str, ClientError]]) -> Json:
    """What several orders are now, and why others, as they were named, stayed as they were."""
    return {
        "items": [order_json(order) for order in orders],
        "refused": [{"number": ref, "reason": error.message} for ref, error in refused],
    }


def history_json(entries: "Iterable[HistoryEntry]") -> Json:
    """What happened to a cart, latest first."""
    return {"items": [entry.model_dump(mode="json") for entry in entries]}


def history_entry_json(entry: "HistoryEntry") -> Json:
    """One entry, as it stands among the others of its cart."""
    return entry.model_dump(mode="json")


def activity_json(page: "Page[Activity]") -> Json:
    """What happened to all carts, latest first: entries, each with its cart's number and customer.

    A bulk change stands there as one, with what it has in common with them and its counts and totals; so
    does an export, with which rows it had and how many (``null``: no end of it is known).
    """
    return {"items": [_activity_json(row) for row in page], "next": page.next}


def _activity_json(row: "Activity") -> Json:
    """An entry with its cart, a bulk change or an export."""
    from cartui.model.activity import CartActivity, ExportActivity
    from cartui.model.history import EntryKind
    from cartui.rules.entry_kinds import kind_of_job

    if isinstance(row, CartActivity):
        said = row.model_dump(mode="json")
        return {**said.pop("entry"), **said}
    if isinstance(row, ExportActivity):
        export = row.export.model_dump(mode="json")
        what = {"export": export.pop("id"), "rows_of": export.pop("kind")}
        return {"id": None, "kind": EntryKind.EXPORTED.value, "number": None, **what, **export}
    job = row.job.model_dump(mode="json")
    return {
        "id": None,
        "kind": kind_of_job(row.job.actions).value,
        "at": job["started_at"],
        "agent": row.agent,
        "number": None,
        "job": row.job.id,
        "state": job["state"],
        "actions": [action.type for action in row.job.actions],
        **job["tally"],
        "undone": row.job.undone_by is not None,
        "undoes": row.job.undoes,
    }


def bulk_json(tally: "BulkTally", refused: "Iterable[BulkItem]") -> Json:
    """What a change of many would do, or did: counts, who was refused and why, the changed carts' totals.

    ``before`` and ``after`` are sums in minor units by currency.
    """
    return {
        "matched": tally.matched,
        "changed": tally.changed,
        "unchanged": tally.unchanged,
        "refused": [{"number": item.number, "reason": item.reason} for item in refused],
        "before": dict(tally.before),
        "after": dict(tally.after),
    }


def job_json(job: "BulkJob", refused: "Iterable[BulkItem]", made: "Iterable[BulkItem]" = ()) -> Json:
    """A job with all of that, and which cart was cloned to which."""
    cloned = [{"number": item.number, "made": item.made} for item in made]
    shape = {**_job(job), **bulk_json(job.tally, refused)}
    return shape | {"cloned": cloned} if cloned else shape


def jobs_json(page: "Page[BulkJob]") -> Json:
    """A page of jobs and the cursor of the next one; of those that were refused, how many there are."""
    items = [{**_job(job), **bulk_json(job.tally, ()), "refused": job.tally.refused} for job in page]
    return {"items": items, "next": page.next}


def _job(job: "BulkJob") -> Json:
    """What a job is, and how it stands."""
    shape = job.model_dump(mode="json", exclude={"id", "tally"})
    for name in ("undoes", "undone_by"):  # as a job is called in all of these shapes
        shape[name] = None if shape[name] is None else str(shape[name])
    return {"job": str(job.id), **shape}


def explanations_json(currency: str, explanations: "Sequence[Explanation]") -> Json:
    """Each figure with the rule it came from."""
    return {"currency": currency, "figures": [figure.model_dump(mode="json") for figure in explanations]}


def price_json(result: "PricingResult") -> Json:
    """The figures of ``cartui price``."""
    return result.model_dump(mode="json")


def import_json(report: "ImportReport", *, dry_run: bool) -> Json:
    """What became of an import's rows, or would have; ``rows`` is ``accepted + refused + unchanged``."""
    shape: Json = {"dry_run": dry_run, **report.model_dump(mode="json")}
    return shape | {"refusals": _refusals(report.refusals), "warnings": _refusals(report.warnings)}


def statements_json(imports: "Sequence[StatementImport]", *, dry_run: bool) -> Json:
    """What became of payment providers' statements, or would have: the sums of all, and each by itself."""
    counts = ("rows", "accepted", "refused", "unchanged")
    return {
        "dry_run": dry_run,
        **{name: sum(getattr(each, name) for each in imports) for name in counts},
        "statements": [each.model_dump(mode="json", exclude={"refusals", "warnings"}) for each in imports],
        "refusals": [refusal for each in imports for refusal in _refusals(each.refusals)],
        "warnings": [warning for each in imports for warning in _refusals(each.warnings)],
    }


def import_preview_json(preview: "ImportPreview") -> Json:
    """How a file would be read, and what its first rows would make; amounts in minor units."""
    shape: Json = preview.model_dump(mode="json", exclude={"becomes", "statement"})
    made: dict[str, Sequence[BaseModel]] = {
        "products": [each.product for each in preview.becomes.products],
        "customers": [each.customer for each in preview.becomes.customers],
        "carts": preview.becomes.carts,
        "coupons": [each.coupon for each in preview.becomes.coupons],
        "tax_rates": [each.tax_rate for each in preview.becomes.tax_rates],
        "statement": preview.statement,
    }
    return shape | {
        "becomes": {name: [each.model_dump(mode="json") for each in things] for name, things in made.items()}
    }


def agents_json(agents: "Iterable[Agent]") -> Json:
    """All accounts: who, as what, since when and until when."""
    return {"items": [agent.model_dump(mode="json") for agent in agents]}


def agent_history_json(changes: "Iterable[AgentChange]") -> Json:
    """What was done with accounts: with whose, what, by whom and when."""
    return {"items": [change.model_dump(mode="json") for change in changes]}


def new_agent_json(new: "NewAgent") -> Json:
    """A new account with its token, and a shop's webhook secret: the only shape that has either."""
    secret = new.webhook_secret
    return {
        "name": new.agent.name,
        "role": new.agent.role.value,
        "token": new.token.get_secret_value(),
        "webhook_secret": None if secret is None else secret.get_secret_value(),
    }


def error_json(error: ClientError) -> Json:
    """An error with what a program acts on: the current cart, both totals, since when it is locked."""
    shape: Json = {
        "error": error.code,
        "message": error.message,
        "problems": [problem.model_dump(mode="json") for problem in error.problems],
    }
    if isinstance(error, Conflict):
        shape["changed"] = list(error.changed)
        shape["current"] = None if error.current is None else cart_json(error.current)
    if isinstance(error, TotalChanged):
        shape |= {"shown": error.shown, "now": error.now}
    if isinstance(error, Locked):
        shape |= {"since": None if error.since is None else iso(error.since), "reason": error.reason}
    return shape


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC with a ``Z``, as pydantic writes it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _address(address: "Address | None") -> Json:
    """An address, or ``{}``."""
    return {} if address is None else address.model_dump(mode="json")


def _refusals(refusals: "Iterable[Refusal]") -> list[Json]:
    """Rows with file, line, column and reason."""
    return [refusal.model_dump(mode="json") for refusal in refusals]


def _plain(summary: "CartSummary | OrderSummary") -> Json:
    """A slotted summary with its times as text."""
    values = ((field.name, getattr(summary, field.name)) for field in fields(summary))
    return {name: iso(value) if isinstance(value, datetime) else value for name, value in values}
