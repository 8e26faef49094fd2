"""Asking for one line: a quantity, a coupon, tags."""

from collections.abc import Callable, Mapping, Sequence

from cartui.screens.dialogs.form import Field, Form

Check = Callable[[str], str | None]
"""Says what is wrong with a text, or ``None``."""


class AskLine(Form[str | None]):
    """One field; enter gives what is typed."""

    def __init__(
        self,
        heading: str,
        label: str,
        value: str = "",
        *,
        check: Check = lambda _text: None,
        hint: str = "",
        drafts: dict[str, object] | None = None,
    ) -> None:
        """``value`` stands in the field, marked; with ``drafts`` what is typed is kept when left."""
        super().__init__(drafts if drafts is not None else {}, heading)
        self._heading = heading
        self._field = Field("text", label, value, hint=hint)
        self._check = check

    def heading(self) -> str:
        """What it is about."""
        return self._heading

    def fields(self) -> Sequence[Field]:
        """The one field."""
        return (self._field,)

    def save(self, values: Mapping[str, str]) -> None:
        """Give it if it makes sense."""
        text = values["text"].strip()
        wrong = self._check(text)
        if wrong is not None:
            self.show_problems({"text": wrong})
            return
        self.dismiss(text)


class AskLines(Form[Mapping[str, str] | None]):
    """Several fields at once; gives what was typed, by field."""

    def __init__(
        self,
        heading: str,
        fields: Sequence[Field],
        *,
        check: Callable[[Mapping[str, str]], Mapping[str, str]] = lambda _values: {},
        drafts: dict[str, object] | None = None,
    ) -> None:
        """``check`` says by field what is wrong."""
        super().__init__(drafts if drafts is not None else {}, heading)
        self._heading = heading
        self._fields = tuple(fields)
        self._check = check

    def heading(self) -> str:
        """What it is about."""
        return self._heading

    def fields(self) -> Sequence[Field]:
        """The fields that were given."""
        return self._fields

    def save(self, values: Mapping[str, str]) -> None:
        """Give them if they make sense."""
        wrong = self._check(values)
        if wrong:
            self.show_problems(wrong)
            return
        self.dismiss({name: text.strip() for name, text in values.items()})
