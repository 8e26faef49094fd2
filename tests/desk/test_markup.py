"""No text that could come from outside is ever given to anything that parses markup."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

DESK = Path(__file__).resolve().parents[2] / "cartui"
FILES = sorted(path for folder in ("screens", "widgets", "commands") for path in (DESK / folder).glob("*.py"))

SINKS = {
    "Static",
    "Label",
    "Button",
    "Checkbox",
    "RadioButton",
    "Switch",
    "Collapsible",
    "TabPane",
    "Selection",
    "update",
    "render_str",
}
"""What parses the first text that it is given."""

ATTRIBUTES = {"border_title", "border_subtitle", "tooltip", "label", "loading_message"}
"""Attributes that parse what they are set to."""

FORBIDDEN = {"from_markup", "visualize"}
"""What parses its argument on purpose."""

TEXT_METHODS = {"join", "format", "replace", "strip", "title", "upper", "lower", "str", "repr"}
"""Calls that give text and not content."""


def offences(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Lines at which a text that is no literal is given to something that parses markup."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = _name(node.func)
            if name in FORBIDDEN or (name in SINKS and node.args and not _is_safe(node.args[0])):
                yield node.lineno, name
            if name == "notify" and any(_turns_markup_on(keyword) for keyword in node.keywords):
                yield node.lineno, "notify with markup"
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if (
                    isinstance(target, ast.Attribute)
                    and target.attr in ATTRIBUTES
                    and not _is_safe(node.value)
                ):
                    yield node.lineno, target.attr


def _name(function: ast.expr) -> str:
    """The last name of what is called."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _turns_markup_on(keyword: ast.keyword) -> bool:
    """Whether an argument says anything but that markup is off."""
    return keyword.arg == "markup" and not (
        isinstance(keyword.value, ast.Constant) and keyword.value.value is False
    )


def _is_safe(value: ast.expr) -> bool:
    """Whether this is a literal, or is made by something that does not give plain text."""
    if isinstance(value, ast.Constant):
        return True
    if isinstance(value, ast.IfExp):
        return _is_safe(value.body) and _is_safe(value.orelse)
    if isinstance(value, ast.Call):
        if isinstance(value.func, ast.Attribute) and value.func.attr == "join":
            return isinstance(value.func.value, ast.Call) and _name(value.func.value.func) == "Content"
        return _name(value.func) not in TEXT_METHODS
    return False


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_only_literals_and_content_are_given_to_what_parses_markup(path: Path) -> None:
    assert list(offences(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "source",
    [
        "Static(name)",
        "Static(f'{name}')",
        "yield_(Button('Delete ' + name))",
        "self.query_one(Static).update(cart.note)",
        "Label(' '.join(names))",
        "pane.border_title = cart.number",
        "Content.from_markup('$x', x=name)",
        "self.notify(name, markup=True)",
        "Static(name if name else '')",
    ],
)
def test_the_check_bites(source: str) -> None:
    assert list(offences(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    ["Static(Content(name))", "Button('Delete')", "x.update(Content('').join(parts))", "Static(id='a')"],
)
def test_the_check_lets_the_harmless_pass(source: str) -> None:
    assert not list(offences(ast.parse(source)))
