"""A quote as a page of the web: no script, nothing from elsewhere, and one style that its policy names.

It says what its customer has to know and nothing else of the document: no note, nobody of the staff.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape
from typing import Final
from zoneinfo import ZoneInfo

from cartui.formatting.amounts import show_amount
from cartui.model.document import Document, DocumentLine, DocumentTotals, Party

_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:1.5rem auto;max-width:50rem;padding:0 1rem;"
    "overflow-wrap:anywhere}"
    "h1{font-size:1.5rem;margin:0}p{margin:.25rem 0}"
    ".parties{display:flex;flex-wrap:wrap;gap:1rem 3rem;margin:1.5rem 0}"
    ".parties h2{font-size:.9rem;margin:0;opacity:.7}"
    "table{border-collapse:collapse;width:100%;margin:1rem 0}"
    "th,td{border-top:1px solid #8888;padding:.4rem .5rem .4rem 0;text-align:start;vertical-align:top}"
    "thead th{border:0;font-size:.9rem}"
    ".n{text-align:end;white-space:nowrap}.small{font-size:.9rem;opacity:.7}"
    "tfoot th{font-weight:normal}.total th,.total td{font-weight:bold;font-size:1.1rem}"
)

_DIGEST: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""What a browser may do with such a page (``Content-Security-Policy``): show it, in this style."""


def quote_page(quote: Document) -> str:
    """The whole page of a quote, as HTML."""
    title = f"Quote {quote.number}"
    until = f"<p>Prices are held until {_day(quote, quote.valid_until)}.</p>" if quote.valid_until else ""
    return _page(
        title,
        (
            f"<h1>{escape(title)}</h1>",
            f"<p>{escape(quote.seller.company or quote.seller.name)}, {_day(quote, quote.issued_at)}</p>",
            until,
            '<div class="parties">',
            *_party("From", quote.seller),
            *_party("For", quote.buyer),
            *(_party("Delivery to", quote.receiver) if quote.receiver else ()),
            "</div>",
            *_table(quote),
            *(f"<p>{escape(each)}</p>" for each in _below(quote)),
        ),
    )


def sentence_page(title: str, sentence: str) -> str:
    """A page that says one sentence, as HTML."""
    return _page(title, (f"<h1>{escape(title)}</h1>", f"<p>{escape(sentence)}</p>"))


def _page(title: str, parts: Iterable[str]) -> str:
    """A page around its parts."""
    body = "\n".join(filter(None, parts))
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="robots" content="noindex,nofollow">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _party(heading: str, party: Party) -> Iterator[str]:
    """Somebody on the page, without how staff reaches them."""
    said = dict.fromkeys(filter(None, (party.company, party.name, *party.address)))
    vat = f"VAT {party.vat_id}" if party.vat_id else ""
    lines = [escape(each) for each in (*said, vat) if each]
    if lines:
        yield f'<div><h2>{heading}</h2><p dir="auto">{"<br>".join(lines)}</p></div>'


def _table(quote: Document) -> Iterator[str]:
    """What is offered, and what it comes to."""
    priced = quote.totals is not None
    yield "<table><thead><tr>"
    yield '<th scope="col">Item</th><th scope="col" class="n">Quantity</th>'
    if priced:
        yield '<th scope="col" class="n">Price</th><th scope="col" class="n">Total</th>'
    yield "</tr></thead><tbody>"
    for line in quote.lines:
        yield _line(quote, line, priced=priced)
    yield "</tbody>"
    if quote.totals is not None:
        yield "<tfoot>"
        yield from _sums(quote, quote.totals)
        yield "</tfoot>"
    yield "</table>"


def _line(quote: Document, line: DocumentLine, *, priced: bool) -> str:
    """One line of goods."""
    small = " · ".join(filter(None, (line.options, line.sku)))
    off = f"less {_amount(quote, line.discount)}" if line.discount else ""
    beside = "".join(f'<br><span class="small">{escape(each)}</span>' for each in (small, off) if each)
    cells = [f'<td dir="auto">{escape(line.title)}{beside}</td>', f'<td class="n">{line.quantity}</td>']
    if priced:
        cells += [f'<td class="n">{_shown(quote, each)}</td>' for each in (line.unit_price, line.total)]
    return f"<tr>{''.join(cells)}</tr>"


def _sums(quote: Document, totals: DocumentTotals) -> Iterator[str]:
    """The rows below the lines."""
    yield _sum("Subtotal", _amount(quote, totals.subtotal))
    if totals.coupon:
        yield _sum(f"Coupon {quote.coupon}".rstrip(), _amount(quote, -totals.coupon))
    if quote.delivery or totals.shipping:
        yield _sum(f"Delivery {quote.delivery}".rstrip(), _amount(quote, totals.shipping))
    for tax in quote.taxes:
        name = f"{tax.name} {tax.rate} %"
        yield _sum(f"{name}, included" if totals.tax_included else name, _amount(quote, tax.amount))
    if totals.tax and not quote.taxes:
        yield _sum("Tax, included" if totals.tax_included else "Tax", _amount(quote, totals.tax))
    yield _sum("Total", _amount(quote, totals.total), kind=' class="total"')


def _sum(name: str, amount: str, *, kind: str = "") -> str:
    """One of these rows."""
    return (
        f'<tr{kind}><th scope="row" colspan="3">{escape(name)}</th><td class="n">{escape(amount)}</td></tr>'
    )


def _below(quote: Document) -> Iterator[str]:
    """What is said below the table."""
    if quote.payment_method:
        yield f"Payment: {quote.payment_method}"
    if quote.tax_note:
        yield quote.tax_note


def _amount(quote: Document, amount: int) -> str:
    """An amount with its currency, as the document's country writes it."""
    return show_amount(amount, quote.currency, quote.locale)


def _shown(quote: Document, amount: int | None) -> str:
    """The same where there may be none, as HTML."""
    return "" if amount is None else escape(_amount(quote, amount))


def _day(quote: Document, moment: datetime) -> str:
    """A day on the document's calendar, as HTML."""
    day = moment.astimezone(ZoneInfo(quote.time_zone))
    return f'<time datetime="{day:%Y-%m-%d}">{day.day} {day:%B %Y}</time>'
