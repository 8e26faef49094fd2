"""Asking until when the prices of a quote are held: what is typed is echoed as it is understood."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from textual import on
from textual.widgets import Input

from cartui.formatting.ages import show_time
from cartui.rules.pricing.quotes import EXPECTED, read_until
from cartui.screens.dialogs.form import Field, Form


class QuoteForm(Form[tuple[datetime | None] | None]):
    """One field; gives the moment alone in a tuple, with ``None`` in it where they are held no longer."""

    HEADING = "hold prices"

    def __init__(
        self,
        held: datetime | None,
        now: Callable[[], datetime],
        zone: ZoneInfo,
        draft: str,
        drafts: dict[str, object],
    ) -> None:
        """``held``: until when they are held now; what is typed is meant in that zone."""
        super().__init__(drafts, draft)
        self._held = held
        self._now = now
        self._zone = zone

    def fields(self) -> Sequence[Field]:
        """Until when."""
        held = "" if self._held is None else f"{self._held.astimezone(self._zone):%Y-%m-%d %H:%M}"
        return (Field("until", "Hold until", held, hint=EXPECTED),)

    def on_mount(self) -> None:
        """Say what stands there already."""
        self._echo()

    @on(Input.Changed)
    def understood(self) -> None:
        """Say how it is understood."""
        self._echo()

    def _echo(self) -> None:
        """Say how it is understood, as far as it is; what is wrong is said when it is saved."""
        text = self.values()["until"]
        if not text.strip():
            self.told.say("Empty: prices are not held." if self._held is None else "Empty: held no longer.")
            return
        try:
            until = read_until(text, self._now(), self._zone)
        except ValueError:
            self.told.say(f"Expected: {EXPECTED}.")
            return
        when = show_time(until, self._zone.key, self._now())
        self.told.say(f"Prices are held until {when} ({self._zone.key}), also when it is placed.")

    def save(self, values: Mapping[str, str]) -> None:
        """Give the moment, or say what is wrong."""
        text = values["until"]
        if not text.strip():
            self.dismiss((None,))
            return
        try:
            self.dismiss((read_until(text, self._now(), self._zone),))
        except ValueError as error:
            self.show_problems({"until": str(error)})
