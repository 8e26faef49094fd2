"""Which payments carry the references of locked carts, and whose each of them is."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from cartui.model.frozen import LATEST
from cartui.model.payment import PaymentAttempt
from cartui.model.statement import LockedAttempts
from cartui.rules.locks.statement_coverage import provider_key
from cartui.rules.locks.statement_payments import Called, PaymentName, StatementPayment, StatementPayments

MOST: Final = 10
"""So many payments that could be meant are looked at and shown: more say no more than these."""

_AS_OLD: Final = timedelta(days=1)
"""So long before a cart was tried to pay, its reference was another one's: shops begin to count anew."""


_SUREST: Final = (Called.BY_PROVIDER, Called.BY_SHOP)


@dataclass(frozen=True, slots=True)
class Claims:
    """The payments that carry a cart's references."""

    own: tuple[StatementPayment, ...]
    """Those that can be no other cart's."""
    contested: tuple[StatementPayment, ...]
    """Those that other locked carts have the same right to."""
    elsewhere: tuple[StatementPayment, ...]
    """Those that serve a cart already, are another one's by the provider's own id, or are too old."""


class NamedPayments:
    """Payments by the references of locked carts.

    The provider's own id is surer than the invoice id that the shop sent: several attempts may carry the
    latter. A payment whose surest name is that of several carts belongs to none of them.
    """

    def __init__(
        self,
        locked: Sequence[LockedAttempts],
        statements: StatementPayments,
        used: Collection[tuple[str, str]],
    ) -> None:
        """Find the owner of each payment that any of the carts names."""
        self._used = {each for name in names_used(used) for each in statements.named.get(name, ())}
        self._named = statements.named
        self._carts: defaultdict[PaymentName, list[str]] = defaultdict(list)
        for cart in locked:
            for name in names_tried(cart.attempts):
                self._carts[name].append(cart.number)
        names: defaultdict[StatementPayment, list[PaymentName]] = defaultdict(list)
        for name in self._carts:
            for payment in self._named.get(name, ()):
                names[payment].append(name)
        self._owners = {payment: self._owner(by) for payment, by in names.items()}

    def claims(self, cart: LockedAttempts) -> Claims:
        """What carries the references of that cart, each in order of time."""
        own: dict[StatementPayment, None] = {}
        contested: dict[StatementPayment, None] = {}
        elsewhere: dict[StatementPayment, None] = {}
        tried_from = min((attempt.started_at for attempt in cart.attempts), default=LATEST)
        for name in names_tried(cart.attempts):
            payments = self._named.get(name, [])
            for payment in payments if self.is_only(name) else payments[:MOST]:
                owner = self._owners[payment]
                is_older = payment.at < tried_from - _AS_OLD
                if is_older or self.is_used(payment) or owner not in (None, cart.number):
                    elsewhere[payment] = None
                elif owner is None:
                    contested[payment] = None
                else:
                    own[payment] = None
        return Claims(
            *(tuple(sorted(each, key=StatementPayment.order)) for each in (own, contested, elsewhere))
        )

    def is_only(self, name: PaymentName) -> bool:
        """Whether one locked cart alone has that reference."""
        return len(self._carts[name]) == 1

    def is_used(self, payment: StatementPayment) -> bool:
        """Whether the payment serves a cart already."""
        return payment in self._used

    def is_named(self, payment: StatementPayment) -> bool:
        """Whether a locked cart has one of its references."""
        return payment in self._owners

    def is_owned(self, payment: StatementPayment) -> bool:
        """Whether it belongs to one locked cart by its references."""
        return self._owners.get(payment) is not None

    def _owner(self, names: Sequence[PaymentName]) -> str | None:
        """The one cart that has the surest of a payment's names; ``None`` where several have."""
        surest = min(_SUREST.index(name.called) for name in names)
        claimants = [self._carts[name] for name in names if name.called is _SUREST[surest]]
        first = claimants[0][0]
        return first if all(carts == [first] for carts in claimants) else None


def names_used(used: Iterable[tuple[str, str]]) -> Iterator[PaymentName]:
    """What payments that serve a cart already may be called, by their providers and one of their names."""
    for provider, text in used:
        for called in Called:
            yield PaymentName(provider_key(provider), called, text)


def names_tried(attempts: Iterable[PaymentAttempt]) -> tuple[PaymentName, ...]:
    """All references of these attempts, each once and sorted."""
    names: set[PaymentName] = set()
    for attempt in attempts:
        provider = provider_key(attempt.provider)
        if attempt.reference:
            names.add(PaymentName(provider, Called.BY_PROVIDER, attempt.reference))
        if attempt.merchant_reference:
            names.add(PaymentName(provider, Called.BY_SHOP, attempt.merchant_reference))
    return tuple(sorted(names))
