"""Job 1 through a real terminal: nine control keys, and the command line's totals to the unit."""

import json
import re

import pytest

from tests.desk.pty_desk import ESCAPE, PtyDesk
from tests.whole_program.conftest import Program

PHONE = "01819 876543"
"""Nusrat Jahan's, who has no cart in the demo."""

ENTER = "\r"


class Typist:
    """Presses keys and counts those that are no text typed into a field."""

    def __init__(self, desk: PtyDesk) -> None:
        """Sit down at a desk."""
        self.desk = desk
        self.control_keys = 0

    def control(self, key: str, then: str) -> None:
        """Press one control key and wait for what it brings."""
        self.control_keys += 1
        self.desk.press(key)
        assert self.desk.read_until(then), "\n".join(self.desk.screen.display)

    def write(self, text: str, then: str) -> None:
        """Type text into the field and wait for what it finds."""
        self.desk.press(text)
        assert self.desk.read_until(then), "\n".join(self.desk.screen.display)


def number_of_order(desk: PtyDesk) -> str | None:
    """The number of an order, once all of it stands there."""
    found = re.search(r"ORD-\d{12}", "\n".join(desk.screen.display))
    return found and found[0]


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (120, 40)])
def test_a_known_caller_is_served_in_nine_keys_and_costs_the_same_by_command(
    program: Program, columns: int, lines: int
) -> None:
    arguments = ("-m", "cartui", "--db", str(program.database))
    with PtyDesk(*arguments, home=program.home, columns=columns, lines=lines) as desk:
        assert desk.read_until("C-0"), desk.screen.display
        typist = Typist(desk)
        typist.control("n", "market")
        typist.control(ENTER, "customer number")
        typist.write(PHONE, "Nusrat")
        typist.control(ENTER, "barcode")
        typist.write("shirt l blue x2", "SHIRT-LB")
        typist.control(ENTER, "2,400.00")
        typist.write("ceramic mug", "MUG-01")
        typist.control(ENTER, "600.00")
        typist.control(ESCAPE, "add")
        typist.control("P", "place the order")
        typist.control(ENTER, "ORD-")
        assert desk.read_until_that(lambda: number_of_order(desk) is not None), desk.screen.display
        number = number_of_order(desk)
        desk.press(f"{ESCAPE}q")
        assert desk.status() == 0
    assert typist.control_keys <= 9
    assert number is not None
    by_desk = program.run("orders", "show", number)

    cart = program.run("carts", "new", "--market", "BD", "--customer", PHONE)
    actions = [
        {"type": "add_line", "sku": "SHIRT-LB", "quantity": 2},
        {"type": "add_line", "sku": "MUG-01", "quantity": 1},
    ]
    version = str(cart["version"])
    cart = program.run("carts", "edit", cart["number"], "-", "--version", version, stdin=json.dumps(actions))
    total = str(cart["totals"]["total"])
    placed = program.run("carts", "place", cart["number"], "--phone", PHONE, "--total", total)

    assert placed["totals"] == by_desk["totals"]
    again = program.run("carts", "place", cart["number"], "--phone", PHONE)
    assert again["order"] == placed["order"]
