"""What can be done in a question."""

from cartui.commands.command import Command, Group


class OtherAnswer(Command):
    """Go to the other answer; `enter` gives the one that is marked."""

    title = "Other answer"
    keys = ("left", "right")
    footer = "choose"
    group = Group.FORM
    in_palette = False


class GiveAnswer(Command):
    """Give the answer that is marked."""

    title = "Give the answer"
    keys = ("enter",)
    footer = "answer"
    group = Group.FORM
    needed = True
    in_palette = False


class LeaveQuestion(Command):
    """Answer no: nothing is done."""

    title = "No"
    keys = ("escape",)
    footer = "no"
    group = Group.FORM
    needed = True
    in_palette = False


class GoToReason(Command):
    """Go to the field for the reason."""

    title = "Write the reason"
    keys = ("r",)
    footer = "reason"
    group = Group.FORM
    in_palette = False


ASKING: tuple[type[Command], ...] = (OtherAnswer, GiveAnswer, LeaveQuestion)
"""Everything that a question offers."""

ASKING_WHY: tuple[type[Command], ...] = (*ASKING, GoToReason)
"""Everything that a question with a reason offers."""
