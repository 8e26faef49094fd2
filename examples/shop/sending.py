"""The two threads that send what waits: events to cartui, and the pretend provider's webhooks."""

import sys
import threading
import time
import uuid
from random import Random
from typing import Final

from cartui_api import Cartui, Json, NotAnswered, Refused, send, signed
from records import Records

BATCH: Final = 200
"""Events that cartui takes at once."""


class Teller(threading.Thread):
    """Tells what stands in the outbox, oldest first, each until it is answered."""

    def __init__(self, records: Records, cartui: Cartui) -> None:
        super().__init__(name="teller", daemon=True)
        self._records, self._cartui = records, cartui

    def run(self) -> None:
        """Go on for as long as the program runs."""
        while True:
            self._records.told.clear()
            events = self._records.waiting(BATCH)
            if not events:
                self._records.told.wait(1.0)
                continue
            try:
                answers = self._cartui.tell([event for _, event in events])
            except NotAnswered as error:
                time.sleep(error.after)
            except Refused as error:  # a token that was revoked: a person has to look
                print(f"cartui does not take the shop's events: {error}", file=sys.stderr)
                time.sleep(5)
            else:
                self._records.answered(events, answers)


class Provider(threading.Thread):
    """Pretends to take money, and tells cartui what became of it."""

    MOST_TRIES: Final = 20

    def __init__(self, records: Records, url: str, secret: str, seed: int) -> None:
        super().__init__(name="provider", daemon=True)
        self._records, self._secret = records, secret
        self._url = url
        self._random = Random(seed)
        self.given_up = 0
        """Webhooks that were refused for good."""

    def charge(self, cart: str, amount: int, currency: str) -> None:
        """Begin a payment. Most succeed; it takes a moment until that is known."""
        reference = uuid.uuid4().hex[:12].upper()
        data: Json = {"cart": cart, "provider": "Pretend", "reference": reference}
        data |= {"amount": amount, "currency": currency, "card_last4": "4242"}
        kinds = [["succeeded"], ["pending", "succeeded"], ["failed"], ["cancelled"]]
        [chosen] = self._random.choices(kinds, weights=[80, 8, 8, 4])
        now = time.time()
        with self._records.changing():
            for place, kind in enumerate(["started", *chosen]):
                body = {"type": f"payment.{kind}", "data": data}
                self._records.add_webhook(f"msg_{reference}_{place}", cart, body, now + place * 0.3)

    def run(self) -> None:
        """Go on for as long as the program runs."""
        while True:
            found = self._records.due_webhook(time.time())
            if found is None:
                time.sleep(0.05)
                continue
            webhook, cart, text, tries = found
            body = text.encode()
            try:
                send("POST", self._url, signed(self._secret, webhook, body), body)
            except NotAnswered as error:
                time.sleep(error.after)
            except Refused as error:
                self._later(webhook, tries, error)
            else:
                with self._records.changing():
                    self._records.drop(webhook)
                    # The shopper comes back from the provider: the answer says what became of the cart.
                    self._records.tell({"type": "touch", "cart": cart})

    def _later(self, webhook: str, tries: int, error: Refused) -> None:
        """Try again in a while, as providers do: the cart may not have been told of yet."""
        if tries < self.MOST_TRIES:
            self._records.postpone(webhook, time.time() + 1)
            return
        self.given_up += 1
        print(f"cartui does not take {webhook}: {error}", file=sys.stderr)
        self._records.drop(webhook)
