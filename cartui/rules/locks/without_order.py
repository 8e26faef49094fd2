"""Which payments came in and serve no order, told once however many have told of them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from typing import Final

from cartui.model.cart import CartState
from cartui.model.money import Money
from cartui.model.payment_without_order import (
    GivenBack,
    KnownFrom,
    PaymentWithoutOrder,
    Reported,
    TriedCart,
    reported_id,
    statement_id,
)
from cartui.model.statement import Evidence, StatementKind, StatementRow, StatementStatus, Verdict
from cartui.rules.locks.by_reference import rows_of
from cartui.rules.locks.named_payments import names_tried, names_used
from cartui.rules.locks.statement_coverage import provider_key
from cartui.rules.locks.statement_payments import (
    Called,
    Kept,
    PaymentName,
    StatementPayment,
    StatementPayments,
)

CHANGED_SINCE: Final = "the cart was changed since the customer went to pay"

WHY_NO_ORDER: Final[Mapping[CartState, str]] = {
    CartState.OPEN: CHANGED_SINCE,
    CartState.LOCKED: CHANGED_SINCE,
    CartState.ORDERED: "the cart had been ordered without it",
    CartState.DELETED: "the cart had been deleted",
}
"""Why a payment that is reported makes no order, by the state of the cart that it is for."""

_WHY_UNREPORTED: Final[Mapping[CartState, str]] = {
    **WHY_NO_ORDER,
    CartState.OPEN: "the cart is open: nobody reported this payment of it",
    CartState.LOCKED: "the cart is locked: resolve its lock first",
}

_SERVING: Final = frozenset({Verdict.PAID, Verdict.MISMATCH, Verdict.REFUNDED})
"""Verdicts that know whose a payment is."""

_GIVEN_BACK: Final[Mapping[Kept, GivenBack]] = {
    Kept.ALL: GivenBack.NOTHING,
    Kept.PART: GivenBack.PART,
    Kept.NONE: GivenBack.ALL,
}


def unserved(
    statements: StatementPayments,
    evidence: Mapping[str, Evidence],
    used: Collection[tuple[str, str]] = (),
) -> tuple[StatementPayment, ...]:
    """The payments that came in and serve no cart, in order of time; also those that went back since.

    ``used`` is what :func:`~cartui.rules.locks.evidence.evidence_for` has it; ``statements`` has to know its
    names and those of the evidence's rows. A payment that the evidence has for one locked cart is not among
    them; one that could be for several is, until somebody has decided.
    """
    serving = {
        payment for name in names_serving(evidence, used) for payment in statements.named.get(name, ())
    }
    return tuple(
        payment
        for payment in statements.payments
        if payment.status is StatementStatus.COMPLETED and payment not in serving
    )


def names_serving(
    evidence: Mapping[str, Evidence], used: Collection[tuple[str, str]]
) -> frozenset[PaymentName]:
    """What the payments are called that serve a cart, or surely are a locked one's."""
    of_locks = (
        (row.provider, row.transaction)
        for found in evidence.values()
        if found.verdict in _SERVING
        for row in found.rows
        if row.kind is StatementKind.PAYMENT
    )
    return frozenset(names_used(chain(used, of_locks)))


class WithoutOrder:
    """What is known of some payments: statements' rows, reports, and the carts that they name."""

    def __init__(
        self,
        rows: Iterable[StatementRow],
        reported: Iterable[Reported],
        carts: Iterable[TriedCart],
        evidence: Mapping[str, Evidence],
        used: Collection[tuple[str, str]],
        *,
        asked: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Find which of the payments are the same, and which of them serve an order.

        ``used`` are the transactions that paid an order for certain, and ``asked`` those that are looked for
        afterwards, each as provider and transaction. All has to be there that has a name of one of these.
        """
        tried, known = [*carts], [*reported]
        self._evidence = evidence
        self._numbers = {cart.number: cart for cart in tried}
        self._carts = {name: cart for cart in tried for name in names_tried(cart.attempts)}
        told = (_name(each.provider, each.reference) for each in known)
        looked_for = (_name(*each) for each in asked)
        self._statements = StatementPayments(
            rows, {*self._carts, *told, *looked_for, *names_serving(evidence, used)}
        )
        free = dict.fromkeys(unserved(self._statements, evidence, used))
        self._told: dict[int, StatementPayment] = {}
        """The statements' payment of each reported one."""
        self._tell(known, free)
        self._reports = {self._told[each.id]: each for each in known if each.id in self._told}
        for payment in self._reports:
            free.pop(payment, None)
        self._serve(tried, known, free)
        self._free = frozenset(free)

    def of_report(self, reported: Reported) -> PaymentWithoutOrder:
        """A payment as it was reported, with what statements say of it."""
        payment = self._told.get(reported.id)
        return PaymentWithoutOrder(
            id=reported_id(reported.id),
            known_from=KnownFrom.REPORT if payment is None else KnownFrom.BOTH,
            cart=reported.cart,
            provider=reported.provider,
            reference=reported.reference,
            merchant_reference=reported.merchant_reference,
            amount=reported.amount,
            currency=reported.currency,
            card_last4=reported.card_last4,
            at=reported.at,
            why=reported.why,
            given_back=GivenBack.NOTHING if payment is None else _GIVEN_BACK[payment.kept],
            rows=() if payment is None else rows_of((payment,)),
        )

    def listed(self, provider: str, transaction: str) -> PaymentWithoutOrder | None:
        """The payment that only statements tell of, and of it first by that transaction's row.

        ``None`` where it serves a cart or was reported. What went back as a whole and was never reported asks
        nobody for anything, and is not given either.
        """
        payment = self._payment(provider, transaction)
        if payment not in self._free or payment.row.transaction != transaction or payment.kept is Kept.NONE:
            return None
        return self._of_payment(payment)

    def find(self, provider: str, transaction: str) -> PaymentWithoutOrder | None:
        """The payment with that transaction; ``None`` where there is none."""
        payment = self._payment(provider, transaction)
        if payment is None:
            return None
        reported = self._reports.get(payment)
        return self._of_payment(payment) if reported is None else self.of_report(reported)

    def serves(self, payment: PaymentWithoutOrder) -> bool:
        """Whether a payment that was never reported is known to have paid for a cart."""
        found = self._payment(payment.provider, payment.reference)
        return payment.known_from is KnownFrom.STATEMENT and found not in self._free

    def _payment(self, provider: str, transaction: str) -> StatementPayment | None:
        """The payment of that transaction."""
        return next(iter(self._statements.named.get(_name(provider, transaction), ())), None)

    def _of_payment(self, payment: StatementPayment) -> PaymentWithoutOrder:
        """A payment of which statements alone tell."""
        row = payment.row
        cart, why = self._told_of(payment)
        return PaymentWithoutOrder(
            id=statement_id(row.provider, row.transaction),
            known_from=KnownFrom.STATEMENT,
            cart=cart,
            provider=row.provider,
            reference=row.transaction,
            merchant_reference=row.merchant_reference,
            amount=row.amount,
            currency=row.currency,
            card_last4=row.card_last4 or None,
            at=row.at,
            why=why,
            given_back=_GIVEN_BACK[payment.kept],
            rows=rows_of((payment,)),
        )

    def _told_of(self, payment: StatementPayment) -> tuple[str, str]:
        """For which cart it was, and why it made no order."""
        locked = sorted(
            number
            for number, found in self._evidence.items()
            if found.verdict is Verdict.AMBIGUOUS and not {*payment.rows}.isdisjoint(found.rows)
        )
        if locked:
            those = " or ".join((*locked[:2], f"{len(locked) - 2} more") if len(locked) > 3 else locked)
            are = "which is locked" if len(locked) == 1 else "which are locked"
            return locked[0] if len(
                locked
            ) == 1 else "", f"it could be for {those}, {are}: resolve that first"
        cart = next((self._carts[name] for name in payment.names if name in self._carts), None)
        invoice_ids = [row.merchant_reference for row in payment.rows if row.merchant_reference]
        if cart is None:
            cart = next((self._numbers[each] for each in invoice_ids if each in self._numbers), None)
        if cart is not None:
            return cart.number, _WHY_UNREPORTED[cart.state]
        if invoice_ids:
            return "", "no cart is known by its invoice id"
        return "", "it has no invoice id, and nobody reported it"

    def _tell(self, reported: Iterable[Reported], free: Collection[StatementPayment]) -> None:
        """Find the payment of each report: by the provider's id, else by the invoice id and the amount."""
        by_invoice: list[Reported] = []
        taken: set[StatementPayment] = set()
        for each in sorted(reported, key=lambda each: each.id):
            payment = self._payment(each.provider, each.reference) if each.reference else None
            if payment is None:
                by_invoice.append(each)
            else:
                self._told[each.id] = payment
                taken.add(payment)
        left: defaultdict[tuple[str, str, Money], list[StatementPayment]] = defaultdict(list)
        for payment in free:
            if payment not in taken:
                for invoice_id in {row.merchant_reference for row in payment.rows} - {""}:
                    for money in payment.amounts:
                        left[payment.provider, invoice_id, money].append(payment)
        for each in by_invoice:
            money = Money(each.amount, each.currency)
            same = left[provider_key(each.provider), each.merchant_reference, money]
            payment = next((one for one in same if one not in taken), None)
            if payment is not None:
                self._told[each.id] = payment
                taken.add(payment)

    def _serve(
        self, carts: Iterable[TriedCart], reported: Iterable[Reported], free: dict[StatementPayment, None]
    ) -> None:
        """Take away what paid orders by their invoice ids, where the provider's own id was never reported.

        An attempt that succeeded is one payment: what else carries its invoice id came in a second time.
        """
        paid = Counter(
            _by_invoice(attempt.provider, attempt.merchant_reference, attempt.amount, attempt.currency)
            for cart in carts
            for attempt in cart.settled_attempts()
            if attempt.merchant_reference
        )
        paid.subtract(
            _by_invoice(each.provider, each.merchant_reference, each.amount, each.currency)
            for each in reported
            if each.cart in self._numbers and self._numbers[each.cart].state is CartState.ORDERED
        )
        told = frozenset(self._told.values())
        for (name, money), attempts in paid.items():
            same = [
                payment
                for payment in self._statements.named.get(name, ())
                if money in payment.amounts and payment not in told
            ]
            unserved_yet = sorted((each for each in same if each in free), key=StatementPayment.order)
            serving = len(same) - len(unserved_yet)
            for payment in unserved_yet[: max(0, attempts - serving)]:
                del free[payment]


def _name(provider: str, transaction: str) -> PaymentName:
    """What a payment is called by the provider's own id."""
    return PaymentName(provider_key(provider), Called.BY_PROVIDER, transaction)


def _by_invoice(
    provider: str, merchant_reference: str, amount: int, currency: str
) -> tuple[PaymentName, Money]:
    """What a payment is known by where nobody knows the provider's id of it."""
    return PaymentName(provider_key(provider), Called.BY_SHOP, merchant_reference), Money(amount, currency)
