"""Commands that every screen has: moving in a list, going somewhere, help."""

from cartui.commands.command import Command, Group


class MoveDown(Command):
    """Move the cursor to the next row."""

    title = "Next row"
    keys = ("j", "down")
    group = Group.MOVE
    in_palette = False


class MoveUp(Command):
    """Move the cursor to the row before."""

    title = "Row before"
    keys = ("k", "up")
    group = Group.MOVE
    in_palette = False


class PageDown(Command):
    """Move down by the rows that are in sight."""

    title = "Page down"
    keys = ("pagedown",)
    group = Group.MOVE
    in_palette = False


class PageUp(Command):
    """Move up by the rows that are in sight."""

    title = "Page up"
    keys = ("pageup",)
    group = Group.MOVE
    in_palette = False


class MoveFirst(Command):
    """Go to the first row."""

    title = "First row"
    keys = ("home",)
    group = Group.MOVE
    in_palette = False


class MoveLast(Command):
    """Go to the last row, however far it is."""

    title = "Last row"
    keys = ("end",)
    group = Group.MOVE
    in_palette = False


MOVES: tuple[type[Command], ...] = (MoveDown, MoveUp, PageDown, PageUp, MoveFirst, MoveLast)
"""Moving in a list; the ``VirtualTable`` widget does all of them."""


class GoToCarts(Command):
    """Go to the list of carts."""

    title = "Carts"
    keys = ("g c",)
    group = Group.GO


class GoToOrders(Command):
    """Go to the list of orders."""

    title = "Orders"
    keys = ("g o",)
    group = Group.GO


class GoToCustomers(Command):
    """Go to the list of customers."""

    title = "Customers"
    keys = ("g u",)
    group = Group.GO


class GoToLockedCarts(Command):
    """Go to the locked carts: did their customers pay? Each is ordered, unlocked or deleted there."""

    title = "Locked carts"
    keys = ("g l",)
    group = Group.GO


class GoToActivity(Command):
    """Go to what everybody did lately, over all carts."""

    title = "Activity"
    keys = ("g h",)
    group = Group.GO


class GoToPayments(Command):
    """Go to the payments without an order: money that came in and that somebody has to settle."""

    title = "Payments without an order"
    keys = ("g w",)
    group = Group.GO


class GoToBlocklist(Command):
    """Go to the blocklist: who may not buy, why and until when."""

    title = "Blocklist"
    keys = ("g b",)
    group = Group.GO


class GoToOutbox(Command):
    """Go to the outbox: messages to customers, what became of each, and what still waits."""

    title = "Outbox"
    keys = ("g m",)
    group = Group.GO


class GoToCallList(Command):
    """Go to the call list: carts that were left and are worth a call, and whom to call about them."""

    title = "Carts to call about"
    keys = ("g f",)
    group = Group.GO


class ShowBulkChange(Command):
    """Show how far the change of many carts is, or what came of it; it can be stopped there."""

    title = "Bulk change under way"
    keys = ("g j",)
    group = Group.GO


class GoToBulkChanges(Command):
    """Go to the bulk changes: what was done to many carts at once, how far it is, and what was refused."""

    title = "Bulk changes"
    keys = ("g B",)
    group = Group.GO


class GoToReports(Command):
    """Go to the reports: how many carts, what they come to, what sells, what became of locks."""

    title = "Reports"
    keys = ("g r",)
    group = Group.GO


class RecentCarts(Command):
    """Show the carts that you opened last, with what is half done of them; a digit opens one."""

    title = "Recent carts"
    keys = ("ctrl+o",)
    group = Group.GO


class SwitchProfile(Command):
    """Go to another shop of your settings, a database or a server. It asks before anything is lost."""

    title = "Another shop"
    keys = ("g p",)
    group = Group.GO
    leads_out = True


class ShowPalette(Command):
    """Find any command of this screen by a few letters of its name."""

    title = "Find a command"
    keys = ("ctrl+p",)


class ShowHelp(Command):
    """Show every key of this screen and what it does."""

    title = "Help"
    keys = ("?", "f1")
    footer = "help"


class ChangeTheme(Command):
    """Choose how the desk looks: light, dark, or any of the other themes."""

    title = "Change the theme"


class GoBack(Command):
    """Go back to where you came from, or leave the field that you are in."""

    title = "Back"
    keys = ("escape",)
    footer = "back"
    group = Group.GO
    in_palette = False


class Quit(Command):
    """Leave cartui, from anywhere. Everything that was changed is saved already."""

    title = "Quit"
    keys = ("ctrl+q",)


class SuspendDesk(Command):
    """Suspend the desk: your shell has the terminal until `fg` brings the desk back as it was."""

    title = "Suspend the desk"
    keys = ("ctrl+z",)
    leads_out = True


class Refresh(Command):
    """Read again what is shown, and try now what waits. Changes of others are followed without it."""

    title = "Read again"
    keys = ("r",)
    group = Group.LIST


class QuitHome(Command):
    """Leave cartui. Everything that was changed is saved already."""

    title = "Quit"
    keys = ("q",)
    footer = "quit"
    in_palette = False


EVERYWHERE: tuple[type[Command], ...] = (
    ShowHelp,
    ShowPalette,
    GoToCarts,
    GoToOrders,
    GoToCustomers,
    GoToLockedCarts,
    GoToActivity,
    GoToPayments,
    GoToCallList,
    GoToBlocklist,
    GoToOutbox,
    ShowBulkChange,
    GoToBulkChanges,
    GoToReports,
    RecentCarts,
    SwitchProfile,
    GoBack,
    Quit,
    SuspendDesk,
    ChangeTheme,
)
"""What every screen that is not a dialog offers. The app does all of them but ``GoBack``."""
