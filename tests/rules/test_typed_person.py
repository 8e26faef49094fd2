"""What was typed to find somebody fills the form for a new customer."""

import pytest

from cartui.rules.typed_person import TypedPerson, person_from


@pytest.mark.parametrize(
    ("typed", "person"),
    [
        ("Rahim Uddin", TypedPerson(name="Rahim Uddin")),
        ("01712-345678", TypedPerson(phone="01712-345678")),
        ("+880 1712 345678", TypedPerson(phone="+880 1712 345678")),
        ("Rahim 01712 345678", TypedPerson(name="Rahim", phone="01712 345678")),
        ("rahim@example.com", TypedPerson(email="rahim@example.com")),
        ("Rahim r@example.com 01712345678", TypedPerson("Rahim", "r@example.com", "01712345678")),
        ("Room 12", TypedPerson(name="Room 12")),
        ("@home", TypedPerson(name="@home")),
        ("", TypedPerson()),
    ],
)
def test_name_email_and_phone_are_told_apart(typed: str, person: TypedPerson) -> None:
    assert person_from(typed) == person
