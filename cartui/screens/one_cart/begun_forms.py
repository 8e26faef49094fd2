"""Forms of a cart that were begun a while ago: what others saved since is met, and not overwritten unseen."""

from cartui.model.cart import Cart
from cartui.screens.desk.half_typed import Drafts, begun
from cartui.screens.one_cart.cart_edits import CartEdits


def begin_on(edits: CartEdits) -> dict[str, object]:
    """The cart's drafts; a form that is begun with them now starts from the cart as it is."""
    if isinstance(edits.drafts, Drafts):
        edits.drafts.version = edits.cart.version
    return edits.drafts


def as_begun(edits: CartEdits, draft: str, **fields: object) -> Cart:
    """The cart as whoever typed into the form had seen it, with these fields as the form began with them."""
    then = begun(edits.drafts, draft)
    version = then.version if then is not None and then.version else edits.cart.version
    return edits.cart.model_copy(update={"version": version, **fields})
