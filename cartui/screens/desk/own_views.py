"""The agent's own views as the desk has them, and what keeps them for the next start."""

from collections.abc import Callable, Mapping, Sequence

from cartui.settings.model import OwnView, View

KeepView = Callable[[OwnView, str], None]
"""Writes a view into the settings, in place of the one of that name (empty: none). Raises ``NotWritten``."""

RemoveView = Callable[[str], None]
"""Takes the view of that name out of the settings. Raises ``NotWritten``."""


class OwnViews:
    """The views in their order. Without settings to write to they last as long as the desk."""

    def __init__(
        self,
        views: Mapping[str, View] | None = None,
        *,
        keep: KeepView = lambda _view, _instead_of: None,
        remove: RemoveView = lambda _name: None,
        left_out: Sequence[str] = (),
    ) -> None:
        """Have these; ``keep`` and ``remove`` are called in a thread.

        ``left_out`` says what is wrong with others that the settings name, a sentence each.
        """
        self._views = dict(views or {})
        self.left_out = tuple(left_out)
        self.write = keep
        self.erase = remove

    @property
    def all(self) -> Sequence[OwnView]:
        """Each with its name."""
        return [OwnView(name, view) for name, view in self._views.items()]

    def named(self, name: str) -> OwnView | None:
        """The view of that name in any case, if there is one."""
        return next((own for own in self.all if own.name.lower() == name.strip().lower()), None)

    def put(self, own: OwnView, *, instead_of: str = "") -> None:
        """Have this view, in the place of the one of that name, else behind the others."""
        if instead_of not in self._views:
            self._views[own.name] = own.view
            return
        self._views = {
            (own.name if name == instead_of else name): (own.view if name == instead_of else view)
            for name, view in self._views.items()
        }

    def drop(self, name: str) -> None:
        """Have that view no more."""
        self._views.pop(name, None)
