"""Tax rates of a file: the same place, class, name and first day updates; no cart is touched (decision 8)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import Connection

from cartui.model.imports import ImportedTaxRate, ImportReport, Refusal, total_of
from cartui.model.shop import TaxRate
from cartui.rules.tax.rate_periods import Period, TaxPlace, TaxTimeline, period_of, place_of, same_rate
from cartui.store.tax_rates import load_tax_rates, save_tax_rates


def import_tax_rates(connection: Connection, rates: Sequence[ImportedTaxRate]) -> ImportReport:
    """Write the rates; refuse the rows that would be charged beside another period of the same tax."""
    if not rates:
        return ImportReport()
    places = {place_of(imported.tax_rate): _Place() for imported in rates}
    for at, rate in load_tax_rates(connection, {each.tax_rate.country for each in rates}).items():
        if (place := places.get(place_of(rate))) is not None:
            place.know(at, rate)
    given: dict[TaxPlace, list[ImportedTaxRate]] = {}
    for imported in rates:
        given.setdefault(place_of(imported.tax_rate), []).append(imported)
    reports = [report for key, place in places.items() for report in place.take(given[key])]
    changed = {at: rate for place in places.values() for at, rate in place.changed().items()}
    save_tax_rates(connection, changed, [rate for place in places.values() for rate in place.new()])
    return total_of(reports)


class _Place:
    """The rates of one place and class, before and after."""

    def __init__(self) -> None:
        """Nothing is charged yet."""
        self._timeline = TaxTimeline()
        self._stored: dict[Period, tuple[int, TaxRate]] = {}

    def know(self, at: int, rate: TaxRate) -> None:
        """Take a rate that the shop has, and its position there; of two that say the same the first."""
        if period_of(rate) not in self._stored:
            self._stored[period_of(rate)] = (at, rate)
            self._timeline.rows[period_of(rate)] = rate

    def take(self, given: Sequence[ImportedTaxRate]) -> Iterator[ImportReport]:
        """Let the rows of a file in; say of each what became of it."""
        # What updates goes first and then what is older: the order of the rows in the file is nothing.
        in_turn = sorted(
            given,
            key=lambda each: (
                period_of(each.tax_rate) not in self._stored,
                each.tax_rate.valid_from or date.min,
            ),
        )
        reasons = {id(each): self._timeline.add(each.tax_rate) for each in in_turn}
        taken = [each for each in given if reasons[id(each)] is None]
        changed = self._changed_periods()
        for imported in given:
            rows, reason = len(imported.rows), reasons[id(imported)]
            if reason is not None:
                refusals = _notes(imported, reason)
                yield ImportReport(rows=rows, refused=rows, refusals=refusals)
            elif period_of(imported.tax_rate) not in changed:
                yield ImportReport(rows=rows, unchanged=rows)
            else:
                warnings = tuple(
                    note for text in self._odd(imported, taken) for note in _notes(imported, text)
                )
                yield ImportReport(rows=rows, accepted=rows, tax_rates=1, warnings=warnings)

    def changed(self) -> Mapping[int, TaxRate]:
        """The rates that the shop has and that should be different, by their positions."""
        periods = self._changed_periods()
        return {
            at: self._timeline.rows[period] for period, (at, _) in self._stored.items() if period in periods
        }

    def new(self) -> list[TaxRate]:
        """The rates that the shop does not have."""
        return [rate for period, rate in self._timeline.rows.items() if period not in self._stored]

    def _changed_periods(self) -> set[Period]:
        """The periods that are new or say something else than before."""
        return {
            period
            for period, rate in self._timeline.rows.items()
            if period not in self._stored or not same_rate(rate, self._stored[period][1])
        }

    def _odd(self, imported: ImportedTaxRate, taken: Sequence[ImportedTaxRate]) -> Iterator[str]:
        """What somebody should know of a rate that goes in: what it ends, and what is charged beside it."""
        rate = self._timeline.rows[period_of(imported.tax_rate)]
        told = {period_of(each.tax_rate) for each in taken}
        for period, (_, before) in self._stored.items():
            after = self._timeline.rows[period]
            if period in told or after.valid_to in (None, before.valid_to) or rate.valid_from is None:
                continue
            if period[0] == period_of(rate)[0] and after.valid_to == rate.valid_from - timedelta(days=1):
                yield f"the shop's rate of {before.rate} % now ends on {after.valid_to}"
        beside = self._timeline.beside(rate, {name for name, _ in told})
        if beside is not None:
            yield f"is charged beside the shop's {beside.name} of {beside.rate} %: both are for this place"


def _notes(imported: ImportedTaxRate, text: str) -> tuple[Refusal, ...]:
    """The same remark on each row of the rate."""
    return tuple(Refusal(file=row.file, line=row.line, column="rate", reason=text) for row in imported.rows)
