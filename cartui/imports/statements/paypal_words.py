"""What PayPal calls things: transaction event codes, the words of the column Type, and statuses.

After PayPal's "Transaction event code (T-code) reference" (developer.paypal.com, reports/reference/t-codes)
and the list of statuses in "Changed Activity Download fields" (reports/reference/changed-fields). The column
Type of the Activity Download has a code's description instead of the code; PayPal documents them in English
and changes them now and then, so they are told by the word that says what kind of thing it is.
"""

import re
from functools import lru_cache
from typing import Final

from cartui.imports.statements.vocabulary import Meaning, Vocabulary
from cartui.model.statement import StatementKind

_CODE: Final = re.compile(r"T(\d\d)\d\d", re.ASCII)

_PAYMENTS, _AUTHORIZATIONS = "00", "13"

_GROUPS: Final = {
    "01": StatementKind.FEE,
    "02": StatementKind.CONVERSION,
    "11": StatementKind.REVERSAL,
}
"""What the codes of a group are about; of all other groups nothing speaks for or against a payment."""

_CODES: Final = {
    # Of the payments: postage, a rebate, and money between two accounts of one merchant.
    "T0008": StatementKind.OTHER,
    "T0014": StatementKind.OTHER,
    "T0017": StatementKind.OTHER,
    # Of the reversals: those of a bank's transfer, of the shop's own debit card, of points, of holds.
    "T1101": StatementKind.OTHER,
    "T1102": StatementKind.OTHER,
    "T1103": StatementKind.OTHER,
    "T1104": StatementKind.OTHER,
    "T1105": StatementKind.OTHER,
    "T1107": StatementKind.REFUND,
    "T1108": StatementKind.FEE,
    "T1109": StatementKind.FEE,
    "T1110": StatementKind.OTHER,
    "T1111": StatementKind.OTHER,
    "T1113": StatementKind.REFUND,
    "T1114": StatementKind.OTHER,
    "T1115": StatementKind.OTHER,
    "T1117": StatementKind.OTHER,
    # Of the adjustments: chargebacks, and what became of them.
    "T1201": StatementKind.REVERSAL,
    "T1202": StatementKind.REVERSAL,
    "T1205": StatementKind.REVERSAL,
    "T1207": StatementKind.REVERSAL,
    "T1208": StatementKind.REVERSAL,
}
"""Codes that are not what most of their group are."""

_HELD: Final = Meaning(StatementKind.PAYMENT, held=True)
"""An authorization: the money is there for the shop, and not taken yet."""

_WORDS: Final = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"currency conversion|conversion", StatementKind.CONVERSION),
        (r"\bhold\b|\bholds\b|\breserve|\brelease|\bvoid", StatementKind.OTHER),
        (r"^update to|^cancell?ed|\brequest|\bitem\b|^order$|^invoice sent", StatementKind.OTHER),
        (r"mass ?pay(ment)? (refund|reversal)|\brebate\b|\bcashback\b|\bpostage\b", StatementKind.OTHER),
        (r"\bfees?\b", StatementKind.FEE),
        (r"\b(ach|bank|withdrawal|deposit|debit card|transfer|points|bonus)\b.*revers", StatementKind.OTHER),
        (r"revers.*\b(ach|bank|withdrawal|deposit|debit card|transfer|points|bonus)\b", StatementKind.OTHER),
        (r"chargeback|\bdispute|revers|guarantee reimbursement", StatementKind.REVERSAL),
        (r"refund|non-?referenced? credit", StatementKind.REFUND),
        (r"withdraw|deposit|transfer|payout|\bloan|bill me later|adjustment|correction", StatementKind.OTHER),
        (r"\bbonus|incentive|dividend|interest|buyer credit|\btax\b", StatementKind.OTHER),
    )
)
"""What a Type is about, by the first of these that is found in it; payments come after all of them."""

_AUTHORIZATION: Final = re.compile(r"authori[sz]ation")
_PAYMENT: Final = re.compile(r"payment|donation|purchase|checkout|e-?check|subscription|sale\b|website")


@lru_cache(1024)
def paypal_kind(word: str, amount: int) -> Meaning | None:
    """What a code, or a word of the column Type, is about; ``None``: nobody knows it.

    A payment that the shop makes is no payment to it, so the sign of ``amount`` (minor units) counts.
    """
    code = _CODE.fullmatch(word.strip().upper())
    if code is not None:
        return _of_code(code.group(0), code.group(1), amount)
    folded = " ".join(word.lower().split())
    found = next((kind for pattern, kind in _WORDS if pattern.search(folded)), None)
    if found is not None:
        return Meaning(found)
    if _AUTHORIZATION.search(folded):
        return _HELD if amount > 0 else Meaning(StatementKind.OTHER)
    if _PAYMENT.search(folded):
        return Meaning(StatementKind.PAYMENT if amount > 0 else StatementKind.OTHER)
    return None


def _of_code(code: str, group: str, amount: int) -> Meaning:
    """What a code is about."""
    if code in _CODES:
        return Meaning(_CODES[code])
    if group == _AUTHORIZATIONS:
        return _HELD if amount > 0 and code != "T1302" else Meaning(StatementKind.OTHER)
    if group == _PAYMENTS:
        return Meaning(StatementKind.PAYMENT if amount > 0 else StatementKind.OTHER)
    return Meaning(_GROUPS.get(group, StatementKind.OTHER))


PAYPAL: Final = Vocabulary(
    kind=paypal_kind,
    completed=frozenset(
        {
            *("s", "completed", "cleared", "processed", "paid", "funds available", "completed on tab"),
            *("completed - funds not yet available", "f", "partially refunded", "partial refund"),
        }
    ),
    failed=frozenset(
        {"d", "denied", "failed", "expired", "canceled", "cancelled", "voided", "removed", "returned"}
    ),
    taken_back={
        "v": StatementKind.REVERSAL,
        "reversed": StatementKind.REVERSAL,
        "refunded": StatementKind.REFUND,
    },
    unknown_is_pending=True,
    agreements=("B-", "I-", "S-"),
)
"""PayPal's words. The letters are the transaction detail report's: successful, denied, partly refunded, and
successful but reversed since; ``p`` and all else is pending."""
