"""One thing that is wrong, beside the field it is about."""

from cartui.model.frozen import Frozen
from cartui.model.text import Shown


class Problem(Frozen):
    """A missing requirement or a refused value.

    ``field`` is a dotted path in the words of the cart's JSON (``contact.phone``, ``lines.2.quantity``);
    ``message`` is a sentence that can be read out on the phone.
    """

    field: Shown
    message: Shown
