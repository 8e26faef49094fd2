"""Commands: each is done by something, has words and keys, and no two on a screen share a key."""

from pathlib import Path

import pytest

from cartui.app import desk_keymap
from cartui.commands.cart_list import CART_LIST, NewCart, OpenCart
from cartui.commands.command import Command, CommandClass
from cartui.commands.key_names import read_keys
from cartui.commands.keymap import Keymap, KeymapError, clashes
from cartui.commands.keys import show_key
from cartui.screens.cart_list.cart_list import CartList
from cartui.screens.desk.desk import Display
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.dialogs.help import Help
from cartui.screens.orders.order_list import OrderList
from cartui.screens.running.every import every_screen
from tests.desk.fake_client import FakeClient, a_summary
from tests.desk.palette import choose_first
from tests.desk.sitting import sitting
from tools.docs.keys import keys_page

SCREENS = sorted(set(every_screen()), key=lambda screen: screen.__name__)
COMMANDS = sorted(
    {command for screen in SCREENS for command in screen.OFFERS}, key=lambda command: command.id()
)
PAGE = Path(__file__).resolve().parents[2] / "docs" / "keys.md"


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
def test_no_two_commands_of_a_screen_share_a_key(screen: type[DeskScreen[object]]) -> None:
    assert not list(clashes(screen.OFFERS, Keymap()))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id())
def test_a_command_says_what_it_does(command: CommandClass) -> None:
    assert command.title
    assert command.help().endswith((".", ")"))
    assert len(command.footer) <= 20


def test_ids_are_told_apart() -> None:
    assert len({command.id() for command in COMMANDS}) == len(COMMANDS)


def test_the_page_of_keys_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == keys_page(COMMANDS), "python -m tools.docs"


def test_a_keymap_gives_other_keys_and_takes_them_away() -> None:
    keymap = desk_keymap({"new-cart": "N, ctrl+n", "delete-cart": "none"})
    assert keymap.keys_of(NewCart) == ("N", "ctrl+n")
    assert keymap.shown(NewCart) == "N"
    assert keymap.changed["delete-cart"] == ()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"new-crat": "n"}, "keymap.new-crat is not a command; did you mean 'new-cart'?"),
        ({"new-cart": "D"}, "cannot be 'D', which does 'delete-cart' in the cart list"),
        ({"new-cart": "g"}, "cannot be 'g', which does 'go-to-carts' (g c)"),
        ({"move-down": "Z", "go-to-orders": "Z o"}, "cannot be 'Z o', which does 'move-down' (Z)"),
        ({"new-cart": "Z", "copy-number": "Z"}, "keymap.copy-number cannot be 'Z'"),
        ({"new-cart": "question_mark"}, "cannot be '?', which does 'show-help'"),
        ({"new-cart": "PgDn"}, "cannot be 'PgDn', which does 'page-down'"),
        ({"new-cart": ""}, "is empty, which changes nothing"),
        ({"new-cart": "n,,m"}, "nothing before or after a comma"),
        ({"new-cart": "shift+n"}, "write 'N'"),
        ({"new-cart": "shift+/"}, "write the sign that it gives"),
        ({"new-cart": "g,g"}, 'written with a blank, "g g"'),
        ({"new-cart": "a b c"}, "two keys after each other are the most"),
        ({"new-cart": "ctrl+h"}, "the same as 'backspace'"),
        ({"new-cart": "ctrl+i"}, "the same as 'tab'"),
        ({"new-cart": "Ctrl+J"}, "the same as 'enter'"),
        ({"new-cart": "ctrl+m"}, "the same as 'enter'"),
        ({"new-cart": "ctrl+["}, "the same as 'escape'"),
        ({"new-cart": "ctrl+x ctrl+i"}, "the same as 'tab'"),
        ({"new-cart": "alt+f"}, "takes alt for esc and the key after it"),
        ({"new-cart": "alt+b"}, "takes alt for esc and the key after it"),
        ({"new-cart": "super+n"}, "do not send 'super'"),
        ({"new-cart": "ctrl+shift+n"}, "do not send ctrl and shift together"),
        ({"new-cart": "ctrl+1"}, "do not send ctrl with it"),
        ({"new-cart": "ctrl+q"}, "that always quits"),
        ({"new-cart": "pagedwn"}, "did you mean 'pagedown'?"),
        ({"save-form": "s"}, "one types in the block form"),
        ({"next-choice": "ctrl+a"}, "alone: one types in the"),
        ({"choose": "space"}, "alone: one types in the"),
        ({"leave-dialog": "none"}, "no way on or back"),
    ],
)
def test_a_keymap_that_cannot_be_is_refused_in_words(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(KeymapError, match=r".") as caught:
        desk_keymap(given)
    assert sentence in str(caught.value)


def test_a_keymap_is_refused_with_everything_that_is_wrong_in_it() -> None:
    with pytest.raises(KeymapError) as caught:
        desk_keymap({"new-crat": "n", "new-cart": "shift+n", "save-form": "s", "delete-cart": "y"})
    wrong = [problem.command for problem in caught.value.problems]
    assert wrong == ["new-crat", "new-cart", "delete-cart", "save-form"]


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("N, Ctrl+N", ("N", "ctrl+n")),
        ("F5", ("f5",)),
        ("Ins", ("insert",)),
        ("comma", (",",)),
        (",", (",",)),
        (" ", ("space",)),
        ("ctrl+x  s", ("ctrl+x s",)),
        ("ctrl+\\", ("ctrl+backslash",)),
        ("shift+Up", ("shift+up",)),
        ("é", ("é",)),
    ],
)
def test_keys_may_be_written_as_they_stand_on_the_keyboard(written: str, keys: tuple[str, ...]) -> None:
    free = {"select-cart": "none", "extend-up": "none"}
    assert desk_keymap({"new-cart": written, **free}).keys_of(NewCart) == keys


def test_every_usual_key_is_one_that_a_keymap_could_name() -> None:
    for command in COMMANDS:
        for key in command.keys:
            assert read_keys("comma" if key == "," else key) == (key,)


def test_the_usual_keys_work_where_one_types() -> None:
    usual = {command.id(): command.keys for command in COMMANDS if command.keys}
    assert desk_keymap({name: ", ".join(keys) for name, keys in usual.items()}).changed == usual


def test_two_commands_may_change_places() -> None:
    keymap = desk_keymap({"new-cart": "u", "undo-cart": "n"})
    assert not list(clashes(CART_LIST, keymap))


async def test_the_keys_of_the_settings_work_and_the_old_ones_do_not() -> None:
    backend = FakeClient([a_summary(1), a_summary(2)])
    display = Display(theme="cartui-dark", keymap=desk_keymap({"move-down": "z", "go-to-orders": "Z"}))
    async with sitting(backend, display=display) as desk:
        await desk.press("z", "j")
        assert desk.carts.table.current_key == "cart-2"
        await desk.press("Z")
        assert isinstance(desk.app.screen, OrderList)


def test_keys_are_shown_as_they_are_printed_on_the_keyboard() -> None:
    shown = {key: show_key(key) for key in ("pagedown", "escape", "g o", "shift+up", "+", "P", "ctrl+p")}
    assert shown == {
        "pagedown": "PgDn",
        "escape": "esc",
        "g o": "g o",
        "shift+up": "shift+↑",
        "+": "+",
        "P": "P",
        "ctrl+p": "ctrl+p",
    }


async def test_every_command_in_the_lists_is_done_by_something() -> None:
    backend = FakeClient([a_summary(1)])
    async with sitting(backend) as desk:
        for keys, screen_class in ((("g", "c"), CartList), (("g", "o"), None)):
            await desk.press(*keys)
            screen = desk.app.screen
            assert isinstance(screen, screen_class or DeskScreen)
            for command in screen.OFFERS:
                assert callable(screen.method_of(command)), command


async def test_the_help_lists_every_key_of_the_screen() -> None:
    async with sitting(FakeClient([a_summary(1)]), (120, 60)) as desk:
        await desk.press("?")
        assert isinstance(desk.app.screen, Help)
        for command in (NewCart, OpenCart):
            assert command.help()[:40] in desk.text
        await desk.press("escape")
        assert isinstance(desk.app.screen, CartList)


async def test_a_chord_shows_what_may_follow_and_any_other_key_gives_it_up() -> None:
    async with sitting(FakeClient([a_summary(1)])) as desk:
        await desk.press("g")
        assert "c Carts" in desk.text
        assert "o Orders" in desk.text
        await desk.press("z")
        assert desk.carts.table.has_focus
        await desk.press("g", "o")
        assert isinstance(desk.app.screen, OrderList)
        await desk.press("g", "c")
        assert desk.app.current_mode == "carts"


async def test_the_palette_finds_a_command_by_a_few_letters() -> None:
    async with sitting(FakeClient([a_summary(1)])) as desk:
        await desk.press("ctrl+p")
        await desk.type("view: lock")
        await choose_first(desk.app, desk.pilot, "View: locked")
        await desk.settle()
        assert desk.carts.line.text == "state:locked"


async def test_a_hint_can_be_clicked() -> None:
    async with sitting(FakeClient([a_summary(1)])) as desk:
        row = next(at for at, line in enumerate(desk.lines) if "enter open" in line)
        await desk.pilot.click(offset=(desk.lines[row].index("/ query"), row))
        await desk.settle()
        assert desk.carts.line.field.has_focus


class Nonsense(Command):
    """Nothing does this."""

    title = "Nonsense"
    keys = ("z",)


def test_a_class_name_is_the_id_and_the_action() -> None:
    assert (Nonsense.id(), Nonsense.action()) == ("nonsense", "nonsense")
    assert (OpenCart.id(), OpenCart.action()) == ("open-cart", "open_cart")
