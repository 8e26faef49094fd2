"""Each payment that came in is an order's, a locked cart's, or one without an order; and it is told once."""

from hypothesis import given
from hypothesis import strategies as st

from cartui.model.cart import CartState
from cartui.model.payment import AttemptStatus
from cartui.model.payment_without_order import Reported, TriedCart
from cartui.model.statement import StatementKind, StatementRow, StatementStatus
from cartui.rules.locks.without_order import WithoutOrder
from tests.rules.evidence_cases import minutes, tried

NAMES = st.sampled_from(["T1", "T2", "T3", "WEB-1", "WEB-2", ""])
AMOUNTS = st.sampled_from([4_800, 1_200])

PAYMENTS = st.lists(
    st.builds(
        lambda transaction, invoice, amount, at: StatementRow(
            provider="paypal",
            transaction=transaction,
            kind=StatementKind.PAYMENT,
            status=StatementStatus.COMPLETED,
            at=minutes(at),
            amount=amount,
            currency="USD",
            merchant_reference=invoice,
        ),
        st.sampled_from(["T1", "T2", "T3", "T4"]),
        NAMES,
        AMOUNTS,
        st.integers(0, 500),
    ),
    max_size=6,
    unique_by=lambda row: row.transaction,
)
REPORTS = st.lists(
    st.builds(lambda reference, invoice, amount: (reference, invoice, amount), NAMES, NAMES, AMOUNTS),
    max_size=3,
).map(
    lambda told: [
        Reported(number, "C-1", "PayPal", reference, invoice, amount, "USD", None, minutes(number), "changed")
        for number, (reference, invoice, amount) in enumerate(told, 1)
    ]
)
CARTS = st.lists(
    st.tuples(
        st.sampled_from(CartState),
        st.lists(
            st.builds(
                lambda reference, invoice, amount: tried(
                    amount,
                    reference=reference,
                    merchant_reference=invoice,
                    status=AttemptStatus.SUCCEEDED,
                ),
                NAMES,
                NAMES,
                AMOUNTS,
            ),
            max_size=2,
        ),
    ),
    max_size=3,
).map(
    lambda carts: [
        TriedCart(f"C-{number}", state, tuple(attempts)) for number, (state, attempts) in enumerate(carts, 1)
    ]
)
USED = st.lists(st.sampled_from(["T1", "T2", "T3"]).map(lambda name: ("paypal", name)), max_size=2)


@given(PAYMENTS, REPORTS, CARTS, USED)
def test_a_payment_is_told_once_and_what_paid_an_order_is_not_told_as_without_one(
    rows: list[StatementRow], reports: list[Reported], carts: list[TriedCart], used: list[tuple[str, str]]
) -> None:
    asked = [(row.provider, row.transaction) for row in rows]
    known = WithoutOrder(rows, reports, carts, {}, used, asked=asked)
    listed = [one for each in asked if (one := known.listed(*each)) is not None]
    told = [known.of_report(each) for each in reports]
    names = [row.transaction for one in (*listed, *told) for row in one.rows]
    for one in listed:
        assert names.count(one.reference) == 1
        assert ("paypal", one.reference) not in used
        assert not known.serves(one)
    assert [one.id for one in told] == [f"P-{each.id}" for each in reports]


@given(PAYMENTS, REPORTS, CARTS, USED)
def test_the_order_of_rows_and_carts_does_not_matter(
    rows: list[StatementRow], reports: list[Reported], carts: list[TriedCart], used: list[tuple[str, str]]
) -> None:
    asked = [(row.provider, row.transaction) for row in rows]
    one = WithoutOrder(rows, reports, carts, {}, used, asked=asked)
    shuffled = sorted(rows, key=lambda row: row.transaction, reverse=True)
    other = WithoutOrder(shuffled, reports[::-1], carts, {}, used[::-1], asked=asked[::-1])
    assert [one.listed(*each) for each in asked] == [other.listed(*each) for each in asked]
    assert [one.of_report(each) for each in reports] == [other.of_report(each) for each in reports]
