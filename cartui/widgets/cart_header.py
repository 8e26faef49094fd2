"""The first line of a cart's screen: where it is, what it is, whether it is saved, and who is working."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from cartui.formatting.cells import fit
from cartui.widgets.backend_name import BackendName
from cartui.widgets.reach_sign import SIGN, alarm_line, longest

ROOMY = 100
"""Cells from which there is room for all words."""


class CartHeader(Widget):
    """Backend, number and state, then what is known of it as far as it fits; at the end how saving goes.

    The backend's name is never cut: it says whose cart this is.
    """

    DEFAULT_CSS = """
    CartHeader { height: 1; padding: 0 1; background: $panel; color: $foreground; }
    """

    backend: reactive[BackendName] = reactive(BackendName())
    """Which backend this is."""
    number: reactive[str] = reactive("")
    state: reactive[str] = reactive("")
    """In a word; anything but open is drawn as a warning."""
    facts: reactive[tuple[str, ...]] = reactive(())
    """Market, level, rep, version: the most important first; what does not fit is left out, with a sign."""
    short_facts: reactive[tuple[str, ...]] = reactive(())
    """The same in fewer words."""
    saving: reactive[str] = reactive("saved")
    """saved, saving … or what is wrong."""
    trouble: reactive[bool] = reactive(False)
    """Whether what ``saving`` says is trouble."""
    present: reactive[tuple[str, ...]] = reactive(())
    """Who else has the cart open, in the most words first."""
    locked: reactive[str] = reactive("")
    """How many carts of the shop are locked, where any are: ``LOCKED 3 ▲``."""
    agent: reactive[str] = reactive("")
    """Who works, as what: ``alice · lead``."""
    signs: reactive[tuple[str, ...]] = reactive(())
    """That the backend is away, in the most words first; in place of the facts."""
    alarm: reactive[str] = reactive("")
    """What has to be seen before all else, over the whole line beside the backend's name."""

    def render(self) -> RenderResult:
        """One line of exactly the width."""
        width = self.content_size.width
        backend = self.backend.text if width >= ROOMY else self.backend.short_text
        style = self.backend.style(ansi=self.app.native_ansi_color)
        if self.alarm:
            beside = alarm_line(self.alarm, width - cell_len(backend) - 1)
            return Content.assemble((backend, style), " ", beside)
        start = f"  ← {self.number}  "
        needed = cell_len(backend) + cell_len(start) + cell_len(self.state) + cell_len(self.saving) + 2
        locked = f"  {self.locked}" if self.locked and not self.signs else ""
        locked = locked if needed + cell_len(locked) <= width else ""
        needed += cell_len(locked)
        present = longest(self.present, width - needed - 2)
        present = f"  {present}" if present else ""
        needed += cell_len(present)
        agent = f"  {self.agent}" if needed + cell_len(self.agent) + 2 <= width else ""
        if self.signs and cell_len(self.signs[0]) + needed + cell_len(agent) + 2 > width:
            agent = ""
        if present and needed + cell_len(agent) + cell_len(_joined(self.short_facts)) > width:
            agent = ""  # everybody knows who they are themselves
        room = width - needed - cell_len(agent)
        whole = _joined(self.facts)
        facts = whole if cell_len(whole) <= room else _joined(self.short_facts)
        if cell_len(facts) > room:
            facts = _as_many(self.short_facts, room)
        if self.signs:
            facts = f"  {longest(self.signs, room - 2)}"
        state = "bold" if self.state == "open" else "bold $text-warning"
        saving = "bold $text-error" if self.trouble else "dim"
        return Content.assemble(
            (backend, style),
            (start, "bold"),
            (self.state, state),
            (fit(facts, room) + "  ", SIGN if self.signs else ""),
            (self.saving, saving),
            (locked, "$text-warning"),
            (present, "bold $text-accent"),
            (agent, ""),
        )


def _joined(facts: Sequence[str]) -> str:
    """All of them."""
    return "".join(f" · {fact}" for fact in facts)


def _as_many(facts: Sequence[str], room: int) -> str:
    """The first of them that fit, and a sign for the others."""
    shown = ""
    for fact in facts:
        if cell_len(f"{shown} · {fact} …") > room:
            break
        shown += f" · {fact}"
    return f"{shown} …"
