"""Commands: each is done by something, has words and keys, and no two on a screen share a key."""

from pathlib import Path

import pytest

from cartui.app import desk_keymap
from cartui.commands.cart_list import CART_LIST, NewCart, OpenCart
from cartui.commands.command import Command, CommandClass
from cartui.commands.keymap import Keymap, KeymapError, first_clash
from cartui.commands.keys import show_key
from cartui.commands.reference import keys_page
from cartui.screens.cart_list import CartList
from cartui.screens.desk import Display
from cartui.screens.desk_screen import DeskScreen
from cartui.screens.every import every_screen
from cartui.screens.help import Help
from cartui.screens.order_list import OrderList
from tests.desk.fake_client import FakeClient, a_summary
from tests.desk.sitting import sitting

SCREENS = sorted(set(every_screen()), key=lambda screen: screen.__name__)
COMMANDS = sorted(
    {command for screen in SCREENS for command in screen.OFFERS}, key=lambda command: command.id()
)
PAGE = Path(__file__).resolve().parents[2] / "docs" / "keys.md"


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
def test_no_two_commands_of_a_screen_share_a_key(screen: type[DeskScreen[object]]) -> None:
    assert first_clash(screen.OFFERS, Keymap()) is None


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
        ({"new-crat": "n"}, "did you mean 'new-cart'"),
        ({"new-cart": "D"}, "the key D cannot be both"),
        ({"new-cart": "g"}, "the key g"),
        ({"new-cart": ""}, "is empty"),
        ({"new-cart": "shift+n"}, "write 'N'"),
        ({"new-cart": "n,,m"}, "is empty"),
    ],
)
def test_a_keymap_that_cannot_be_is_refused_in_words(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(KeymapError, match=r".") as caught:
        desk_keymap(given)
    assert sentence in str(caught.value)


def test_two_commands_may_change_places() -> None:
    keymap = desk_keymap({"new-cart": "u", "undo-cart": "n"})
    assert first_clash(CART_LIST, keymap) is None


async def test_the_keys_of_the_settings_work_and_the_old_ones_do_not() -> None:
    backend = FakeClient([a_summary(1), a_summary(2)])
    display = Display(theme="cartui-dark", keymap=desk_keymap({"move-down": "w", "go-to-orders": "x"}))
    async with sitting(backend, display=display) as desk:
        await desk.press("w", "j")
        assert desk.carts.table.current_key == "cart-2"
        await desk.press("x")
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
            nodes = [*(screen.focused.ancestors_with_self if screen.focused else ()), screen, desk.app]
            for command in screen.OFFERS:
                assert any(hasattr(node, f"action_{command.action()}") for node in nodes), command


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
        await desk.type("locked")
        await desk.pilot.pause(0.3)
        await desk.press("enter")
        await desk.pilot.pause(0.3)
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
