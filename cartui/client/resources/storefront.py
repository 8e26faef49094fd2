"""What shops tell of their carts, and what they ask.

Part of :mod:`cartui.client.protocol`, where what holds for all calls is said.
"""

from collections.abc import Sequence
from typing import Protocol

from cartui.model.storefront import Checkout, CheckoutAnswer, ShopAnswer, ShopCartNow, ShopEvent


class Storefront(Protocol):
    """The carts of one shop, which is the actor: its name is their channel, and it sees no others.

    All calls take the role ``storefront``, which nobody else has and which allows nothing else. A repeat
    changes nothing, so that no call takes a key: a shop tells an event until it is answered.

    An agent's change and the shopper's meet by version (``ShopCart.base``). What the shopper changed since
    that version is applied to the cart as it is now, line by line and field by field; where an agent changed
    the same meanwhile, the agent's stays, and the answer has it. Each word of a shop is one entry of the
    cart's history, of the origin ``storefront``.
    """

    async def tell(self, events: Sequence[ShopEvent]) -> tuple[ShopAnswer, ...]:
        """Take in what happened, one after the other; an answer for each, in their order.

        Each event is taken by itself: one that is refused keeps no other from being taken. Raises ``Invalid``
        for none, or for more than ``MOST_EVENTS``.
        """
        ...

    async def cart(self, name: str) -> ShopCartNow:
        """One cart of this shop, by the shop's own name of it. Raises ``NotFound``."""
        ...

    async def checkout(self, question: Checkout) -> CheckoutAnswer:
        """Whether a shopper may go on to pay. Nothing is stored. Raises ``NotFound``."""
        ...
