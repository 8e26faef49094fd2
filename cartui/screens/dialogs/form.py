"""Forms: labelled fields, enter to the next, ctrl+s to save, and nothing typed is ever lost."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from textual import on
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ScreenResultType
from textual.widget import Widget
from textual.widgets import Input, Static

from cartui.client.protocol import ClientError, Invalid
from cartui.commands.command import CommandClass
from cartui.commands.picking import FILLING, Onward, SaveForm
from cartui.screens.desk.half_typed import begun, keep_typed
from cartui.screens.dialogs.dialog import Dialog
from cartui.widgets.clean_input import CleanInput


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form."""

    name: str
    label: str
    value: str = ""
    required: bool = False
    hint: str = ""
    """What the empty field says."""
    secret: bool = False
    """Whether it is not shown while it is typed, and never kept as a draft."""


class FieldRow(Widget):
    """A label, its input, and what is wrong with it."""

    DEFAULT_CSS = """
    FieldRow {
        height: auto;
        layout: vertical;
        & > Horizontal { height: 1; }
        & Static.label { width: 20; color: $text-muted; }
        & Input { width: 1fr; }
        & > Static.problem { height: auto; display: none; padding-left: 20; color: $text-error; }
        &.-wrong > Static.problem { display: block; }
    }
    """

    def __init__(self, field: Field) -> None:
        """Show that field."""
        super().__init__()
        self.field = field

    def compose(self) -> Iterable[Widget]:
        """Label and input side by side, the problem below."""
        mark = " *" if self.field.required else ""
        entry = CleanInput(self.field.value, placeholder=self.field.hint, password=self.field.secret)
        yield Horizontal(Static(Content(self.field.label + mark), classes="label"), entry)
        yield Static(classes="problem")

    @property
    def value(self) -> str:
        """What is typed."""
        return self.query_one(Input).value

    def show_problem(self, message: str) -> None:
        """Say what is wrong; empty: nothing is."""
        self.query_one(".problem", Static).update(Content(f"✗ {message}" if message else ""))
        self.set_class(bool(message), "-wrong")


class Form(Dialog[ScreenResultType]):
    """A dialog of fields. Leaving it half-filled keeps what was typed in ``drafts``."""

    DEFAULT_CSS = """
    Form VerticalScroll { height: auto; max-height: 1fr; }
    """
    OFFERS = FILLING
    TYPES = True

    EDITS_SAVED = True
    """Whether it edits something saved, which others may change too; false if it creates something."""

    def __init__(self, drafts: dict[str, object], draft_name: str) -> None:
        """``drafts`` outlives the form."""
        super().__init__()
        self._drafts = drafts
        self._draft_name = draft_name
        self._started: dict[str, str] = {}
        """What each field held when the draft was begun."""
        self._saved: dict[str, str] = {}
        """What is saved in each field now; others may have saved since."""

    # --- what a form is about -----------------------------------------------------------------------

    @abstractmethod
    def fields(self) -> Sequence[Field]:
        """Its fields with what they hold when there is no draft."""

    @abstractmethod
    def save(self, values: Mapping[str, str]) -> None:
        """Save what was typed, or say what is wrong with :meth:`show_problems`."""

    # --- the fields ---------------------------------------------------------------------------------

    def inside(self) -> Iterable[Widget]:
        """The fields, filled from the draft where there is one."""
        yield VerticalScroll(*map(FieldRow, self._filled(self.fields())), can_focus=False)

    def _filled(self, fields: Iterable[Field]) -> Iterable[Field]:
        """The fields with what was typed into them; where nothing was, they are as they are saved by now."""
        draft, then = self.draft(), begun(self._drafts, self._draft_name) if self.EDITS_SAVED else None
        began = then.values if then is not None and isinstance(then.values, dict) else {}
        for field in fields:
            was = began.get(field.name, field.value)
            typed = draft.get(field.name, was)
            if typed == was:
                was = typed = field.value
            self._started[field.name] = was
            self._saved[field.name] = field.value
            yield replace(field, value=typed)

    @property
    def started(self) -> Mapping[str, str]:
        """What the fields began with."""
        return self._started

    @property
    def overtaken(self) -> dict[str, str]:
        """The fields that others changed since they were typed into, with what they began with."""
        return {name: was for name, was in self._started.items() if was != self._saved[name]}

    def typed_anew(self, values: Mapping[str, str]) -> dict[str, str]:
        """Those of the values that are another than what the form began with, blanks aside."""
        return {
            name: text for name, text in values.items() if text.strip() != self._started.get(name, "").strip()
        }

    def draft(self) -> Mapping[str, str]:
        """What was typed and not saved."""
        kept = self._drafts.get(self._draft_name)
        return kept if isinstance(kept, dict) else {}

    def on_mount(self) -> None:
        """Stand in the first field that is empty, else in the first."""
        rows = self.rows
        empty = next((row for row in rows if row.field.required and not row.value), rows[0])
        empty.query_one(Input).focus()
        if self.draft():
            self.told.say(" ".join(["This was typed before and is not saved yet.", *self._saved_since()]))

    def _saved_since(self) -> Iterable[str]:
        """What others saved since in the fields that were typed into, in words."""
        overtaken = self.overtaken
        labels = [(row.field.label, row.field.name) for row in self.rows if row.field.name in overtaken]
        saved = ", ".join(f"{label} {self._saved[name] or '(nothing)'}" for label, name in labels)
        if saved:
            yield f"Somebody else saved since: {saved}."

    @property
    def rows(self) -> list[FieldRow]:
        """The fields in their order."""
        return list(self.query(FieldRow))

    def values(self) -> dict[str, str]:
        """What is typed, by field."""
        return {row.field.name: row.value for row in self.rows}

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Say beside each field what is wrong, stand in the first of them; the others go below the fields."""
        rows = {row.field.name: row for row in self.rows}
        for name, row in rows.items():
            row.show_problem(problems.get(name, ""))
        elsewhere = [message for name, message in problems.items() if name not in rows]
        self.told.say(" ".join(elsewhere), wrong=True)
        wrong = next((row for name, row in rows.items() if name in problems), None)
        if wrong is not None:
            wrong.query_one(Input).focus()

    # --- keys ---------------------------------------------------------------------------------------

    @on(Input.Changed)
    def corrected(self, event: Input.Changed) -> None:
        """What was wrong with a field is said no longer than the field stays as it was."""
        if self.told.is_wrong:
            self.told.say("")
        for row in self.rows:
            if row.query_one(Input) is event.input:
                row.show_problem("")

    @on(Input.Submitted)
    def submitted(self) -> None:
        """Enter in a field."""
        self.action_onward()

    def footer_word(self, command: CommandClass) -> str:
        """With a single field, enter saves."""
        only = self.is_mounted and len(self.rows) == 1
        if command is SaveForm and only:
            return ""
        return "save" if command is Onward and only else super().footer_word(command)

    def action_onward(self) -> None:
        """Go on to the next field, and save from the last one."""
        rows = self.rows
        at = next((index for index, row in enumerate(rows) if row.query_one(Input).has_focus), len(rows) - 1)
        if at + 1 < len(rows):
            rows[at + 1].query_one(Input).focus()
        else:
            self.action_save_form()

    def action_save_form(self) -> None:
        """Save what is typed."""
        values = self.values()
        missing = {
            row.field.name: f"{row.field.label} is needed."
            for row in self.rows
            if row.field.required and not values[row.field.name].strip()
        }
        if missing:
            self.show_problems(missing)
            return
        self.show_problems({})
        self._keep(self._shown(values))
        self.save(values)

    def action_next_field(self) -> None:
        """Go to the next field."""
        self.focus_next(Input)

    def action_field_before(self) -> None:
        """Go to the field before."""
        self.focus_previous(Input)

    def keep_draft(self) -> None:
        """Keep what was typed, if anything was."""
        rows = self.rows
        if not rows or not all(row.query(Input) for row in rows):
            return  # its fields are not drawn yet, or others come just now
        values = self._shown(self.values())
        if values != self._shown(self._started):
            self._keep(values)
        else:
            self._drafts.pop(self._draft_name, None)

    def _keep(self, values: dict[str, str]) -> None:
        """Keep this as the draft."""
        keep_typed(self._drafts, self._draft_name, values, self._shown(self._started))

    def _shown(self, values: Mapping[str, str]) -> dict[str, str]:
        """What was typed, without what is a secret."""
        secrets = {row.field.name for row in self.rows if row.field.secret}
        return {name: value for name, value in values.items() if name not in secrets}

    def show_error(self, error: ClientError) -> None:
        """What is wrong with a field is said beside it."""
        fields = {row.field.name for row in self.rows} if self.is_current else set()
        named = {problem.field: problem.message for problem in error.problems if problem.field in fields}
        if isinstance(error, Invalid) and named:
            self.show_problems(named)
        else:
            super().show_error(error)

    def action_leave_dialog(self) -> None:
        """Keep what was typed, and go."""
        self.keep_draft()
        super().action_leave_dialog()
