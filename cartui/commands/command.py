"""What can be done at the desk: one class per command. Bindings, footer, help and palette are made of them.

To add a command:

1. Write a class beside its kin (``commands/one_cart.py``). Its name is imperative, its docstring its help::

       class PlaceOrder(Command):
           \"\"\"Show what is missing, or confirm the phone number and place the order.\"\"\"

           title = "Place the order"
           keys = ("P",)
           footer = "place"          # left out: the key is in the help only
           group = Group.CART
           operation = Operation.PLACE_ORDER  # dimmed, with the reason, where the role may not do that

2. Name it in the ``OFFERS`` of each screen that has it (``screens.desk.desk_screen``), footer order first::

       class OneCart(DeskScreen[None]):
           OFFERS = (PlaceOrder, *EVERYWHERE)

3. Write ``action_place_order`` (the class name in snake case; plain or async, no arguments) on the screen,
   or on a widget that may have the focus: that is asked first, then what it stands in, then the app.
   Where it makes no sense just now, say so in the screen's ``why_not``: it is dimmed and the reason is shown
   when it is pressed.

Keys are Textual's names or the character itself (``"P"``, ``"/"``, ``"ctrl+o"``, never ``"shift+p"``); two
characters with a blank between them are a chord (``"g o"``). The id (``place-order``) is what a keymap
in the settings names. A field that has the focus takes printable keys before any command does.
"""

import re
from enum import Enum
from inspect import cleandoc
from typing import ClassVar

from cartui.rules.permissions import Operation

_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Group(Enum):
    """Under which heading the help shows a command; in this order."""

    MOVE = "Moving"
    LIST = "Lists"
    SELECT = "Selecting"
    CART = "The cart"
    LINES = "Its lines"
    ORDER = "Orders"
    LOCK = "Locked carts"
    BULK = "Bulk changes"
    CUSTOMER = "Customers"
    BLOCK = "Blocklist"
    MESSAGE = "Messages"
    REPORT = "Reports"
    FORM = "Forms and pickers"
    GO = "Going"
    DESK = "The desk"


class Command:
    """One thing that can be done, with the key that does it. Never instantiated: the class is the value."""

    title: ClassVar[str]
    """What it does in a few words, for help and palette."""
    keys: ClassVar[tuple[str, ...]] = ()
    """The keys that do it; without any it is in the palette only."""
    group: ClassVar[Group] = Group.DESK
    footer: ClassVar[str] = ""
    """Its word in the footer; empty: not in the footer."""
    operation: ClassVar[Operation | None] = None
    """What it asks of the backend, where it changes anything there: not every role may do each."""
    actions: ClassVar[tuple[str, ...]] = ()
    """The actions on a cart that it leads to, by name: a backend has to know one of them at least."""
    needed: ClassVar[bool] = False
    """Whether it has to keep a key: without one there would be no way on or back."""
    leads_out: ClassVar[bool] = False
    """Whether it leads out of this desk: to the shell below it, or into another shop."""
    in_palette: ClassVar[bool] = True
    """Whether the palette lists it: moving the cursor by palette helps nobody."""

    @classmethod
    def writes(cls) -> bool:
        """Whether it changes anything in the backend."""
        return cls.operation is not None

    @classmethod
    def words(cls) -> list[str]:
        """The words of the class name, in lower case."""
        return _WORD_STARTS.sub(" ", cls.__name__).lower().split()

    @classmethod
    def id(cls) -> str:
        """The name that a keymap uses: ``place-order``."""
        return "-".join(cls.words())

    @classmethod
    def action(cls) -> str:
        """The name of what does it: ``place_order``, done by ``action_place_order``."""
        return "_".join(cls.words())

    @classmethod
    def help(cls) -> str:
        """What it does, in a sentence or two."""
        return " ".join(cleandoc(cls.__doc__ or "").split())


CommandClass = type[Command]
