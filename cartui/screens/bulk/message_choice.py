"""Choosing the message that many customers are to be written."""

from typing import Final

from cartui.formatting.bulk_words import MESSAGES
from cartui.model.message import MessageKind
from cartui.rules.messages import FOR_CUSTOMERS, only_about
from cartui.screens.dialogs.pick import Option, Pick

_ANY: Final = "any cart"


def message_pick(of: str) -> Pick[MessageKind]:
    """Every message to customers, with the carts that it makes sense about; ``of``: which carts, in words.

    What would be refused of those that are meant is shown after that, as for every change of many carts.
    """
    options = [Option(kind, (MESSAGES[kind], f"about {only_about(kind) or _ANY}")) for kind in FOR_CUSTOMERS]
    return Pick(f"write to the customers of {of}", options)
