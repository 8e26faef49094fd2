"""Links by which a customer reads a quote."""

from cartui.model.frozen import Frozen, Moment
from cartui.model.text import Shown


class SharedPage(Frozen):
    """A page of the server that shows one quote to whoever has its link."""

    id: int
    cart_id: str
    cart: Shown
    """That one's number."""
    url: str = ""
    """The link; it is told once, by what made it, and nobody can find it out later."""
    agent: Shown
    created_at: Moment
    expires_at: Moment
    revoked_at: Moment | None = None
    views: int = 0
    last_viewed_at: Moment | None = None
