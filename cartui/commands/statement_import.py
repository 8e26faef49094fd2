"""What can be done with a payment provider's statement: choose its files, say how they are meant, take it."""

from cartui.commands.command import Command, Group
from cartui.commands.navigation import EVERYWHERE, MOVES
from cartui.commands.picking import CHOOSING, Choose, LeaveDialog
from cartui.rules.permissions import Operation


class ImportStatement(Command):
    """Import a statement of PayPal, Stripe or another provider: it tells who paid."""

    title = "Import a statement"
    keys = ("i",)
    footer = "import statement"
    group = Group.LIST
    operation = Operation.TAKE_STATEMENT


class TakeStatement(Command):
    """Take the statement as it is shown; nothing was kept before."""

    title = "Take the statement"
    keys = ("enter",)
    footer = "import"
    group = Group.FORM
    operation = Operation.TAKE_STATEMENT


class OtherFile(Command):
    """Choose another file, or several of one report."""

    title = "Another file"
    keys = ("f",)
    footer = "file"
    group = Group.FORM


class ChooseMapping(Command):
    """Choose whose file it is, or say which of its columns means what."""

    title = "Whose file it is"
    keys = ("m",)
    footer = "mapping"
    group = Group.FORM


class ChooseDates(Command):
    """Say whether its dates have the day first or the month."""

    title = "How its dates are meant"
    keys = ("d",)
    footer = "dates"
    group = Group.FORM


class ChooseZone(Command):
    """Say in which time zone its times are that name none."""

    title = "The time zone of its times"
    keys = ("t",)
    footer = "time zone"
    group = Group.FORM


class ChooseDecimals(Command):
    """Say whether a point or a comma stands before its decimals."""

    title = "How its amounts are meant"
    keys = (",",)
    footer = "decimals"
    group = Group.FORM


class MarkFile(Command):
    """Mark the file at the cursor, to take several of one report together."""

    title = "Mark the file"
    keys = ("space",)
    footer = "mark"
    group = Group.FORM
    in_palette = False


class TypePath(Command):
    """Type where the file is; `tab` completes."""

    title = "Type a path"
    keys = ("/",)
    footer = "type a path"
    group = Group.FORM
    in_palette = False


class CompletePath(Command):
    """Complete the path with the row at the cursor."""

    title = "Complete"
    keys = ("tab",)
    footer = "complete"
    group = Group.FORM
    in_palette = False


class KeepMapping(Command):
    """Read the file so, and keep the mapping: files with these columns are known from then on."""

    title = "Keep the mapping"
    keys = ("ctrl+s",)
    footer = "read it so"
    group = Group.FORM
    in_palette = False


class ChooseColumn(Command):
    """Choose the column that says this."""

    title = "Choose the column"
    keys = ("enter",)
    footer = "column"
    group = Group.FORM
    needed = True
    in_palette = False


class ChooseWords(Command):
    """Say what the words in this column mean."""

    title = "What its words mean"
    keys = ("w",)
    footer = "words"
    group = Group.FORM
    in_palette = False


class NextMeaning(Command):
    """Let the word at the cursor mean the next thing that it may mean."""

    title = "Next meaning"
    keys = ("space", "right")
    footer = "next meaning"
    group = Group.FORM
    in_palette = False


STATEMENT_IMPORT: tuple[type[Command], ...] = (
    TakeStatement,
    OtherFile,
    ChooseMapping,
    ChooseDates,
    ChooseZone,
    ChooseDecimals,
    *EVERYWHERE,
    *MOVES,
)
"""Everything that the preview of a statement offers."""

CHOOSING_FILES: tuple[type[Command], ...] = (Choose, MarkFile, TypePath, LeaveDialog, *MOVES)
"""Everything that the list of files offers."""

TYPING_PATH: tuple[type[Command], ...] = (*CHOOSING, CompletePath)
"""Everything that the field for a path offers."""

MAPPING_COLUMNS: tuple[type[Command], ...] = (ChooseColumn, ChooseWords, KeepMapping, LeaveDialog, *MOVES)
"""Everything that the mapping of a file's columns offers."""

CHOOSING_WORDS: tuple[type[Command], ...] = (Choose, NextMeaning, LeaveDialog, *MOVES)
"""Everything that the words of a column offer."""
