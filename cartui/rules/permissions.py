"""Who may do what: the least role for each operation, and for each action on a cart."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cartui.model.agent import Role
from cartui.model.errors import Forbidden

if TYPE_CHECKING:
    from cartui.model.actions import Action


class Operation(StrEnum):
    """What is asked of a backend, as words that follow "may not"."""

    READ = "look at carts and customers"
    BE_PRESENT = "be seen at carts"
    EXPORT = "export data"
    CREATE_CART = "create carts"
    EDIT_CART = "change carts"
    COMMENT = "comment on carts or note calls"
    SHARE = "make or revoke links for customers"
    SEND_MESSAGE = "send messages to customers"
    PLACE_ORDER = "place orders"
    CHANGE_ORDER = "approve, hold or cancel orders"
    HAND_ON = "hand orders on"
    ISSUE_INVOICE = "issue invoices"
    CREDIT_INVOICE = "take invoices back"
    DELETE_CART = "delete or restore carts"
    EDIT_CUSTOMER = "create or change customers"
    LOCK = "lock carts or resolve their locks"
    RECORD_PAYMENT = "report payments"
    TAKE_STATEMENT = "import statements of payments"
    SETTLE_PAYMENT = "settle payments without an order"
    BLOCK = "change the blocklist"
    IMPORT = "import data"
    CHANGE_SHOP = "change the shop's settings"
    SEND_DIGEST = "mail the digest"
    KEEP_UP = "do the background's work"
    PURGE = "purge the trash"
    MANAGE_AGENTS = "add, list or revoke agents"
    TELL = "tell of a shop's carts"


_OPERATIONS: Final[Mapping[Operation, Role]] = {
    Operation.READ: Role.VIEWER,
    Operation.BE_PRESENT: Role.VIEWER,
    Operation.EXPORT: Role.VIEWER,
    Operation.CREATE_CART: Role.AGENT,
    Operation.EDIT_CART: Role.AGENT,
    Operation.COMMENT: Role.AGENT,
    Operation.SHARE: Role.AGENT,
    Operation.SEND_MESSAGE: Role.AGENT,
    Operation.PLACE_ORDER: Role.AGENT,
    Operation.CHANGE_ORDER: Role.AGENT,
    Operation.HAND_ON: Role.AGENT,
    Operation.ISSUE_INVOICE: Role.AGENT,
    Operation.CREDIT_INVOICE: Role.LEAD,
    Operation.DELETE_CART: Role.AGENT,
    Operation.EDIT_CUSTOMER: Role.AGENT,
    Operation.LOCK: Role.AGENT,
    Operation.RECORD_PAYMENT: Role.AGENT,
    Operation.TAKE_STATEMENT: Role.AGENT,
    Operation.SETTLE_PAYMENT: Role.AGENT,
    Operation.BLOCK: Role.LEAD,
    Operation.IMPORT: Role.LEAD,
    Operation.CHANGE_SHOP: Role.ADMIN,
    Operation.SEND_DIGEST: Role.LEAD,
    Operation.KEEP_UP: Role.AGENT,
    Operation.PURGE: Role.ADMIN,
    Operation.MANAGE_AGENTS: Role.ADMIN,
    Operation.TELL: Role.STOREFRONT,
}

PRICE_BY_HAND: Final = (Role.LEAD, "set a price by hand")
"""The least role for it, and what it is called."""

WAIVE_BLOCK: Final = (Role.LEAD, "let a cart be ordered although somebody of it is blocked")
"""The same of a waiver."""

_ABOVE_AGENT: Final[Mapping[str, tuple[Role, str]]] = {
    "set_line_price": PRICE_BY_HAND,
    "waive_block": WAIVE_BLOCK,
}
"""Actions that take more than an agent, by name, with what they do."""


def role_for(operation: Operation) -> Role:
    """The least role that may do it."""
    return _OPERATIONS[operation]


def refusal(role: Role, needed: Role, what: str) -> str:
    """Why ``role`` may not, in a sentence; empty where it covers ``needed``. ``what`` follows "may not"."""
    if role.covers(needed):
        return ""
    article = "An" if role.value[0] in "aeiou" else "A"
    able = [candidate.value for candidate in Role if candidate.covers(needed)]
    others = f"{', '.join(able[:-1])} or {able[-1]}" if len(able) > 1 else able[0]
    return f"{article} {role} may not {what}: that takes the role {others}."


def refusal_of(role: Role, operation: Operation, actions: Iterable[str] = ()) -> str:
    """Why ``role`` may not do it with actions of these names, in the backend's own words; or nothing."""
    asked = [(role_for(operation), str(operation))]
    asked += [_ABOVE_AGENT[name] for name in actions if name in _ABOVE_AGENT]
    return next(filter(None, (refusal(role, needed, what) for needed, what in asked)), "")


def ensure_may(role: Role, needed: Role, what: str) -> None:
    """Raise ``Forbidden`` unless ``role`` covers ``needed``; ``what`` follows "may not" in the sentence."""
    reason = refusal(role, needed, what)
    if reason:
        raise Forbidden(reason)


def ensure_may_do(role: Role, operation: Operation) -> None:
    """Raise ``Forbidden`` unless ``role`` may do this operation."""
    ensure_may(role, role_for(operation), operation)


def ensure_may_apply(role: Role, actions: "Iterable[Action]") -> None:
    """Raise ``Forbidden``, naming the first it may not, unless ``role`` may apply all of these actions."""
    ensure_may_do(role, Operation.EDIT_CART)
    for action in actions:
        if action.type in _ABOVE_AGENT:
            ensure_may(role, *_ABOVE_AGENT[action.type])
