"""The first line of a cart's screen: what it is, and whether it is saved."""

from rich.cells import cell_len
from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from cartui.formatting.cells import fit


class CartHeader(Widget):
    """Number and state, then what is known of it as far as it fits, and at the right end how saving goes."""

    DEFAULT_CSS = """
    CartHeader { height: 1; padding: 0 1; background: $panel; color: $foreground; }
    """

    number: reactive[str] = reactive("")
    state: reactive[str] = reactive("")
    """In a word; anything but open is drawn as a warning."""
    facts: reactive[tuple[str, ...]] = reactive(())
    """Market, level, rep, version: the most important first; what does not fit is left out, with a sign."""
    saving: reactive[str] = reactive("saved")
    """saved, saving … or what is wrong."""
    trouble: reactive[bool] = reactive(False)
    """Whether what ``saving`` says is trouble."""

    def render(self) -> RenderResult:
        """One line of exactly the width."""
        width = self.content_size.width
        start = f"← {self.number}  "
        room = width - cell_len(start) - cell_len(self.state) - cell_len(self.saving) - 2
        facts = ""
        for index, fact in enumerate(self.facts):
            more = " …" if index + 1 < len(self.facts) else ""
            if cell_len(f"{facts} · {fact}{more}") > room:
                facts += " …"
                break
            facts += f" · {fact}"
        state = "bold" if self.state == "open" else "bold $text-warning"
        saving = "bold $text-error" if self.trouble else "dim"
        return Content.assemble(
            (start, "bold"), (self.state, state), (fit(facts, room) + "  ", ""), (self.saving, saving)
        )
