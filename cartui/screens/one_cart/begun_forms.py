"""Forms of a cart that were begun earlier: what others saved since is shown, not overwritten unseen."""

from cartui.model.cart import Cart
from cartui.screens.desk.cart_edits import CartEdits
from cartui.screens.desk.half_typed import Drafts, begun


def begin_on(edits: CartEdits) -> dict[str, object]:
    """The cart's drafts, set so that a form begun now starts from the current version."""
    if isinstance(edits.drafts, Drafts):
        edits.drafts.version = edits.cart.version
    return edits.drafts


def as_begun(edits: CartEdits, draft: str, **fields: object) -> Cart:
    """The cart as the agent saw it when the draft was begun, with ``fields`` as they were then."""
    then = begun(edits.drafts, draft)
    version = then.version if then is not None and then.version else edits.cart.version
    return edits.cart.model_copy(update={"version": version, **fields})
