"""What a shopper can do. Each change is kept and told in one step; nothing waits for cartui but paying."""

import time
from dataclasses import dataclass, replace

from cartui_api import Cartui, Json, NotAnswered, Refused
from records import Cart, Records, shown
from sending import Provider


@dataclass(frozen=True)
class Catalogue:
    """What is sold, and where."""

    market: str
    items: dict[str, str]
    """Titles by SKU; the prices are cartui's."""
    address: Json
    """Where simulated shoppers live."""
    phone: str


class Shop:
    """A small shop."""

    def __init__(self, records: Records, cartui: Cartui, provider: Provider, catalogue: Catalogue) -> None:
        self.records, self.catalogue = records, catalogue
        self._cartui, self._provider = cartui, provider

    def put(self, name: str, sku: str, quantity: int) -> None:
        """Have so many of it in the cart."""
        with self.records.changing():
            cart = self.records.cart(name)
            lines = {**cart.lines, sku: quantity}
            self._change(replace(cart, lines={sku: number for sku, number in lines.items() if number > 0}))

    def fill_in(self, name: str, contact: Json, address: Json) -> None:
        """Say who one is, and where it is to go."""
        with self.records.changing():
            cart = self.records.cart(name)
            self._change(replace(cart, contact={**cart.contact, **contact}, address=address))

    def look(self, name: str) -> None:
        """Look at the cart."""
        with self.records.changing():
            if self.records.cart(name).revision:
                self.records.tell({"type": "touch", "cart": name})

    def sign_in(self, guest: str, name: str, email: str) -> None:
        """From now on the customer's cart is ``name``: what the guest filled goes into it."""
        with self.records.changing():
            before, cart = self.records.cart(guest), self.records.cart(name)
            if before.over or not before.revision:
                return
            lines = dict(cart.lines)
            for sku, quantity in before.lines.items():
                lines[sku] = max(quantity, lines.get(sku, 0))
            revision = max(before.revision, cart.revision) + 1
            event = {"type": "sign_in", "cart": name, "guest_cart": guest, "revision": revision}
            self.records.tell(event)
            self.records.save(replace(before, over=True, message=f"Your cart is {name} now."))
            merged = replace(cart, revision=revision, lines=lines, said=lines)
            merged = replace(merged, contact={**before.contact, **cart.contact}, address=before.address)
            # What cartui knew of the guest's cart counts for the customer's, where that is a new one.
            self._change(replace(merged, customer=email, now=cart.now))

    def pay(self, name: str, patience: float = 10.0) -> str:
        """Go on to pay. Gives what the shopper is told; empty: they are at the provider."""
        until = time.monotonic() + patience
        while self.records.is_waiting(name):
            if time.monotonic() > until:
                return "Please try again in a moment."
            time.sleep(0.02)
        cart = self.records.cart(name)
        try:
            answer = self._cartui.checkout(name, cart.now["version"] if cart.now else None)
        except (NotAnswered, Refused):
            return "Please try again in a moment."
        if answer["verdict"] == "allowed":
            totals = answer["cart"]["totals"]
            self._provider.charge(name, totals["total"], answer["cart"]["currency"])
            return ""
        with self.records.changing():
            if not self.records.is_waiting(name):
                answer = {**answer, "outcome": answer["verdict"]}
                self.records.save(shown(self.records.cart(name), answer))
        missing = ", ".join(problem["message"] for problem in answer["problems"])
        return f"{answer['message']} {missing}".strip()

    def _change(self, cart: Cart) -> None:
        """Keep and tell what the shopper has now."""
        cart = replace(cart, revision=cart.revision + 1, said=cart.lines, message="")
        self.records.save(cart)
        self.records.tell(cart.as_event(self.catalogue.market))
