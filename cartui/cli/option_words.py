"""The words that options take, for completion by the shell: each list is made when a tab asks for it."""

from collections.abc import Iterable


def cart_sorts() -> list[str]:
    """What carts can be sorted by, in either direction."""
    from cartui.model.query import SortKey

    return _both_ways(SortKey)


def customer_sorts() -> list[str]:
    """What customers can be sorted by."""
    from cartui.model.customer import CustomerSort

    return [each.value for each in CustomerSort]


def order_states() -> list[str]:
    """Where an order can be."""
    from cartui.model.order import OrderState

    return [each.value for each in OrderState]


def message_states() -> list[str]:
    """How messages to customers can stand."""
    from cartui.model.message import MessageState

    return [each.value for each in MessageState]


def customer_messages() -> list[str]:
    """What customers can be written about."""
    from cartui.rules.messages import FOR_CUSTOMERS

    return [each.value for each in FOR_CUSTOMERS]


def attachments() -> list[str]:
    """What can go with a message."""
    from cartui.model.message import Attachment

    return [each.value for each in Attachment]


def issued_kinds() -> list[str]:
    """What is issued with a number of its own."""
    from cartui.model.document import DocumentKind

    return [DocumentKind.INVOICE.value, DocumentKind.CREDIT_NOTE.value]


def call_outcomes() -> list[str]:
    """What can come of a call."""
    from cartui.model.recovery import CallOutcome

    return [each.value for each in CallOutcome]


def entry_kinds() -> list[str]:
    """Kinds of entries of a history: the groups first, then each kind."""
    from cartui.model.history import EntryKind
    from cartui.rules.entry_kinds import KindGroup

    return list(dict.fromkeys([*(each.value for each in KindGroup), *(each.value for each in EntryKind)]))


def _both_ways(keys: Iterable[str]) -> list[str]:
    """Each key, and with a minus: the largest or latest first."""
    names = [str(key) for key in keys]
    return [*names, *(f"-{name}" for name in names)]
