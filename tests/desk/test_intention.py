"""What is asked for again is done once: it has the same key until something else is meant."""

from cartui.screens.desk.intention import Intention


def test_the_same_arguments_have_the_same_key() -> None:
    intention = Intention()
    assert intention.key_for("01711", 3, 1_000) == intention.key_for("01711", 3, 1_000)


def test_another_argument_has_another_key_and_going_back_has_a_third() -> None:
    intention = Intention()
    keys = [intention.key_for("01711", version) for version in (3, 4, 3)]
    assert len(set(keys)) == 3


def test_two_intentions_share_no_key() -> None:
    assert Intention().key_for() != Intention().key_for()
