"""Simulated shoppers, and the comparison at the end of all carts with cartui's."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from random import Random

from cartui_api import Cartui, Json, NotAnswered, Refused
from records import Cart, quantities
from sending import Provider
from shopping import Shop


class Shopper(threading.Thread):
    """Somebody who fills carts, signs in and pays, for so long."""

    def __init__(self, shop: Shop, number: int, seed: int, until: float, pause: float) -> None:
        super().__init__(name=f"shopper {number}", daemon=True)
        self._shop, self._number, self._until, self._pause = shop, number, until, pause
        self._random = Random(f"{seed} {number}")
        self._carts = 0
        self._cart = self._new_cart("guest")
        self._email = f"shopper{number}@example.com"

    def run(self) -> None:
        """Shop until it is time."""
        while time.monotonic() < self._until:
            if self._shop.records.cart(self._cart).over:
                self._cart = self._new_cart("guest")
            self._do_something()
            time.sleep(self._random.uniform(0.2, 1.8) * self._pause)

    def _do_something(self) -> None:
        """One of the things that shoppers do."""
        shop, catalogue = self._shop, self._shop.catalogue
        [deed] = self._random.choices(
            ["put", "take out", "look", "fill in", "sign in", "pay"], weights=[55, 10, 12, 8, 5, 10]
        )
        sku = self._random.choice(list(catalogue.items))
        match deed:
            case "put":
                shop.put(self._cart, sku, self._random.randint(1, 3))
            case "take out":
                shop.put(self._cart, sku, 0)
            case "look":
                shop.look(self._cart)
            case "fill in":
                person = {"name": f"Shopper {self._number}", "email": self._email, "phone": catalogue.phone}
                shop.fill_in(self._cart, person, catalogue.address)
            case "sign in" if self._cart.startswith("guest") and shop.records.cart(self._cart).revision:
                name = self._new_cart("customer")
                shop.sign_in(self._cart, name, self._email)
                self._cart = name
            case "pay":
                shop.pay(self._cart)
            case _:
                pass

    def _new_cart(self, kind: str) -> str:
        """The name of a new cart."""
        self._carts += 1
        return f"{kind}-{self._number}-{self._carts}"


def simulate(
    shop: Shop, cartui: Cartui, provider: Provider, *, count: int, seconds: float, seed: int, pause: float
) -> Json:
    """Let so many shop for so long, wait until all is told, and compare every cart."""
    until = time.monotonic() + seconds
    shoppers = [Shopper(shop, number, seed, until, pause) for number in range(count)]
    for shopper in shoppers:
        shopper.start()
    for shopper in shoppers:
        shopper.join()
    for cart in shop.records.carts():  # everybody looks once more, and sees what agents did last
        shop.look(cart.name)
    until = time.monotonic() + 300
    while any(shop.records.left()) and time.monotonic() < until:
        time.sleep(0.1)
    events, webhooks = shop.records.left()
    with ThreadPoolExecutor(8) as threads:
        told = [cart for cart in shop.records.carts() if cart.revision]
        found = list(threads.map(lambda cart: compared(cart, cartui), told))
    different = [{"cart": cart.name, **each} for cart, each in zip(told, found, strict=True) if each]
    items = shop.catalogue.items
    by_staff = [
        {"cart": cart.name, "said": cart.said, "lines": cart.lines}
        for cart in told
        if not (cart.now and cart.now["merged_into"])  # another name of the customer's cart
        and any(cart.said.get(sku) != cart.lines.get(sku) for sku in items)
    ]
    ordered = sum(bool(cart.now and cart.now["state"] == "ordered") for cart in told)
    return {
        "shoppers": count,
        "carts": len(told),
        "ordered": ordered,
        "changes": sum(cart.revision for cart in told),
        "changed_by_staff": by_staff,
        "not_told": events + webhooks + provider.given_up,
        "different": different,
    }


def compared(cart: Cart, cartui: Cartui) -> Json:
    """In what the shop's cart and cartui's differ; empty: they are equal."""
    try:
        now = cartui.cart(cart.name)
    except (NotAnswered, Refused) as error:
        return {"missing": str(error)}
    believed = cart.now or {}
    if believed.get("version") != now["version"]:
        return {"version": [believed.get("version"), now["version"]]}
    pairs = {
        "lines": (cart.lines, quantities(now)),
        "contact": (cart.contact, now["contact"]),
        "customer": (believed.get("customer"), now["customer"]),
        "state": (believed.get("state"), now["state"]),
    }
    return {name: [mine, theirs] for name, (mine, theirs) in pairs.items() if mine != theirs}
