"""Setting up a shop with a few answers: where it sells, what it is called, what it charges."""

from collections.abc import Callable, Mapping, Sequence

from cartui.client.protocol import ClientError, Refused
from cartui.commands.command import CommandClass
from cartui.formatting.amounts import parse_amount
from cartui.model.market import TaxMode
from cartui.model.money import EXPONENTS
from cartui.model.shop import Shop
from cartui.rules.first_shop import Answers, NotAShop, first_shop
from cartui.rules.usual_markets import USUAL_MARKETS, usual_market
from cartui.screens.desk.desk import DeskApp, Display
from cartui.screens.dialogs.form import Field, Form
from cartui.screens.dialogs.pick import Option, Pick

ELSEWHERE = ""
"""Chosen in place of a country that is not in the list."""

_MODES = {"y": TaxMode.INCLUSIVE, "n": TaxMode.EXCLUSIVE}
"""By the first letter of yes or no."""


def choose_country(chosen: str | None, display: Display) -> Pick[str]:
    """The list of countries; it stands on the one chosen before, else on that of the agent's locale."""
    known = {market.country for market in USUAL_MARKETS}
    own = display.locale.rpartition("_")[2]
    at = chosen if chosen is not None else own if own in known else None
    options = [
        Option(market.country, (market.name, market.currency, _tax_words(market.tax_name, market.tax_rate)))
        for market in USUAL_MARKETS
    ]
    options.insert(0, Option(ELSEWHERE, ("another country",)))
    chosen_options = [Option(o.value, o.cells, o.value == at) for o in options]
    told = "More markets, levels and services can follow: cartui shop apply."
    return Pick("new shop: where does it sell?", chosen_options, told=told)


def _tax_words(name: str, rate: str) -> str:
    """The usual tax."""
    return f"{name} {rate} %" if rate else f"{name}, by state"


class SetUp:
    """Asks for the country, then for the rest. Escape goes back a step; what was typed is kept."""

    def __init__(self, app: DeskApp, done: Callable[[Shop | None], None]) -> None:
        """``done`` gets the shop; ``None``: it was given up."""
        self._app = app
        self._done = done
        self._drafts: dict[str, object] = {}
        self._country: str | None = None

    def begin(self) -> None:
        """Where does it sell?"""
        self._app.push_screen(choose_country(self._country, self._app.desk.display), self._country_chosen)

    def _country_chosen(self, country: str | None) -> None:
        """On to the questions about the shop."""
        if country is None:
            self._done(None)
            return
        self._country = country
        self._app.push_screen(NewShop(country, self._drafts), self._made)

    def _made(self, shop: Shop | None) -> None:
        """The shop is there; or back to the countries."""
        if shop is None:
            self.begin()
        else:
            self._done(shop)


class NewShop(Form[Shop | None]):
    """What is usual in the country is filled in already. Gives the shop once the backend has it.

    Where the desk's client is not open yet, it is opened for this and closed again: that makes the database.
    """

    def __init__(self, country: str, drafts: dict[str, object]) -> None:
        """``country`` is one of the usual markets', or ``ELSEWHERE``; ``drafts`` outlives the form."""
        super().__init__(drafts, f"shop {country}")
        self._usual = usual_market(country)
        self._by_region = self._usual is not None and self._usual.taxed_by_region
        self._making = False

    def heading(self) -> str:
        """Where it sells."""
        return f"new shop: {self._usual.name}" if self._usual else "new shop"

    def fields(self) -> Sequence[Field]:
        """The least that a shop needs."""
        usual = self._usual
        return (
            Field("name", "Name of the shop", self._name_before(), required=True),
            Field("country", "Country", usual.country if usual else "", True, "two letters, such as BD"),
            Field(
                "currency", "Currency", usual.currency if usual else "", True, "three letters, such as BDT"
            ),
            Field(
                "tax_rate",
                "Tax in percent",
                usual.tax_rate if usual else "",
                hint="for the whole country; here: leave it empty" if self._by_region else "empty: none",
            ),
            Field(
                "tax_mode",
                "Prices hold the tax",
                "no" if usual and usual.tax_mode is TaxMode.EXCLUSIVE else "yes",
                hint="yes or no",
            ),
            Field("delivery", "Delivery costs", "0"),
        )

    def _name_before(self) -> str:
        """The name that was typed before another country was chosen."""
        drafts = (draft for draft in self._drafts.values() if isinstance(draft, dict))
        return next((str(draft["name"]) for draft in drafts if "name" in draft), "")

    def on_mount(self) -> None:
        """Say what the figures are, unless something was typed before."""
        super().on_mount()
        if self.draft() or not self._usual:
            return
        if self._by_region:
            self.told.say("Leave the tax empty: state and local rates come with `cartui import tax`.")
        else:
            self.told.say("The tax is the usual one there. Please check it: rates change.")

    def save(self, values: Mapping[str, str]) -> None:
        """Make the shop; the dialog stays until the backend has it."""
        if self._making:
            return
        try:
            shop = self._shop(values)
        except NotAShop as error:
            self.show_problems(error.problems)
            return
        self._making = True
        self.told.say("making the shop …")
        self.write(self._make(shop), hold=self.desk_app.type_ahead.hold())

    def _shop(self, values: Mapping[str, str]) -> Shop:
        """What was typed as a shop; raises ``NotAShop`` with everything that is wrong with it."""
        problems: dict[str, str] = {}
        mode = _MODES.get(values["tax_mode"].strip().lower()[:1])
        if mode is None:
            problems["tax_mode"] = "Please write yes or no."
        delivery = 0
        try:
            delivery = self._delivery(values["delivery"].strip(), values["currency"].strip().upper())
        except ValueError as error:
            problems["delivery"] = str(error)
        answers = Answers(
            name=values["name"],
            country=values["country"],
            currency=values["currency"],
            tax_rate=values["tax_rate"],
            tax_mode=mode or TaxMode.INCLUSIVE,
            delivery=delivery,
        )
        try:
            shop = first_shop(answers, self.desk.shop if self.desk.is_open else None)
        except NotAShop as error:
            raise NotAShop({**error.problems, **problems}) from None
        if problems:
            raise NotAShop(problems)
        return shop

    def _delivery(self, text: str, currency: str) -> int:
        """What delivery costs, in minor units. Raises ``ValueError`` with a sentence."""
        if not text or currency not in EXPONENTS:
            return 0
        amount = parse_amount(text, currency, self.desk.display.locale)
        if amount < 0:
            raise ValueError("This cannot be below zero.")
        return amount

    async def _make(self, shop: Shop) -> None:
        """Apply it to the backend, which has no shop yet."""
        if self.desk.is_open:
            made = await self._apply(shop)
        else:
            async with self.desk.client:
                made = await self._apply(shop)
        if self.is_current:
            self.dismiss(made)

    async def _apply(self, shop: Shop) -> Shop:
        """Apply it, unless somebody was faster: nobody's shop is replaced by a new one."""
        there = await self.desk.client.shop.get()
        if _is_same(there, shop):
            return there  # it was made, and only the answer was lost
        if there.markets:
            raise Refused(
                f"{there.settings.name} was set up here meanwhile, and this shop was not made. "
                "Leave with esc; the next start opens what is there."
            )
        return await self.desk.client.shop.apply(shop)

    def action_leave_dialog(self) -> None:
        """Not while the shop is being made."""
        if not self._making:
            super().action_leave_dialog()

    def show_error(self, error: ClientError) -> None:
        """It can be tried again with what was typed."""
        self._making = False
        super().show_error(error)

    def why_not(self, command: CommandClass) -> str | None:
        """Nothing is done twice."""
        return "The shop is being made" if self._making else super().why_not(command)


def _is_same(there: Shop, wanted: Shop) -> bool:
    """Whether that shop is the one that was asked for."""
    same_name = there.settings.name == wanted.settings.name
    return bool(there.markets) and same_name and there.markets == wanted.markets
