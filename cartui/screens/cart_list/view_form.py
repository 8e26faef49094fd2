"""Keeping what is listed as a view of one's own: its name and its key; renaming and removing one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from cartui.commands.cart_list import RemoveView
from cartui.commands.command import CommandClass
from cartui.commands.picking import FILLING
from cartui.screens.dialogs.confirm import Confirm, Question
from cartui.screens.dialogs.form import Field, Form
from cartui.settings.model import LONGEST_NAME, OwnView


@dataclass(frozen=True, slots=True)
class Wish:
    """An agent's answer to the form of views: the name and key to keep, or that it goes."""

    name: str
    key: str
    instead_of: str = ""
    """The view that it takes the place of; empty: it is a new one."""
    removes: bool = False
    """Whether that view is to be removed."""


class ViewForm(Form[Wish | None]):
    """Asks for name and key of what is listed."""

    OFFERS: ClassVar[tuple[CommandClass, ...]] = (*FILLING, RemoveView)

    def __init__(
        self,
        own: OwnView | None,
        key: str,
        *,
        is_same: bool,
        check: Callable[[Wish], Mapping[str, str]],
    ) -> None:
        """``own``: the view that was chosen last, and ``is_same`` whether it is what is listed.

        ``key`` is what the field begins with; ``check`` says by field what is wrong with a wish.
        """
        super().__init__({}, "view")
        self._own = own
        self._key = key
        self._is_same = is_same
        self._check = check

    def heading(self) -> str:
        """What it is about."""
        return "keep as a view" if self._own is None else f"view {self._own.name}"

    def fields(self) -> Sequence[Field]:
        """Name and key."""
        name = "" if self._own is None else self._own.name
        return (
            Field("name", "Name", name, required=True),
            Field("key", "Key", self._key, hint="none: the palette has it"),
        )

    def on_mount(self) -> None:
        """Say what saving does."""
        self.told.say(self._what_saving_does())

    def _what_saving_does(self) -> str:
        """What becomes of the view that was chosen last."""
        if self._own is None:
            return "Query, order and columns of the list as it is now."
        if self._is_same:
            return "Another name renames it."
        return "Under this name it becomes the list as it is now; another name makes another view."

    def why_not(self, command: CommandClass) -> str | None:
        """Only one's own views can be removed."""
        if command is RemoveView and self._own is None:
            return "It is no view yet"
        return super().why_not(command)

    def footer_word(self, command: CommandClass) -> str:
        """What is no view yet cannot be removed."""
        return "" if command is RemoveView and self._own is None else super().footer_word(command)

    def save(self, values: Mapping[str, str]) -> None:
        """Give the wish, if it can be."""
        name, key = " ".join(values["name"].split()), values["key"].strip()
        former = "" if self._own is None else self._own.name
        wish = Wish(name, key, instead_of=former if self._is_same or name == former else "")
        problems = dict(self._check(wish))
        if len(name) > LONGEST_NAME:
            problems["name"] = f"{LONGEST_NAME} letters are enough."
        if problems:
            self.show_problems(problems)
        else:
            self.dismiss(wish)

    def action_remove_view(self) -> None:
        """Ask whether the view is to go."""
        if self._own is None:
            return
        text = f"{self._own.view.query or 'all open and locked carts'}\nNo cart is changed."
        question = Question(title=f"Remove the view {self._own.name}?", text=text, yes="Remove")
        self.app.push_screen(Confirm(question), self._removed)

    def _removed(self, sure: bool | None) -> None:
        """Give that it goes."""
        if sure and self._own is not None:
            self.dismiss(Wish(self._own.name, "", instead_of=self._own.name, removes=True))
