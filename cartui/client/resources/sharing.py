"""Links to a quote for customers.

Part of :mod:`cartui.client.protocol`, where what holds for all calls is said.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # what a starting desk does not need yet
    from cartui.model.sharing import SharedPage


class Sharing(Protocol):
    """The server's own read-only pages of quotes; a ``ref`` is a cart's, as for :class:`Carts`.

    A page shows the cart as it is when it is looked at, to whoever has the link, until it expires or is
    revoked. Only a backend that serves pages (``Capabilities.shared_pages``) can make one; another one
    raises ``Unsupported``.
    """

    async def share(
        self, ref: str, *, lifetime: timedelta | None = None, key: str | None = None
    ) -> "SharedPage":
        """Make a link to a cart and note it on the timeline; ``lifetime`` else as the shop's settings say.

        The link is told this once and nowhere kept. A repeat with the same ``key`` is told another one of the
        same page, in place of the first, which its caller never had.

        Raises ``Unsupported``, ``NotFound``, ``Refused`` for a cart in the trash, and ``Invalid`` for a
        lifetime that is not above nothing or is longer than a year.
        """
        ...

    async def of_cart(self, ref: str) -> "tuple[SharedPage, ...]":
        """The links of a cart, the latest first, without their addresses. Raises ``NotFound``."""
        ...

    async def revoke(self, page: int, *, key: str | None = None) -> "SharedPage":
        """Let a link lead nowhere from now on, which stands on the timeline; a revoked one is given as it is.

        Raises ``NotFound``.
        """
        ...
