"""Who is probably the customer that somebody is about to create."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from cartui.model.address import Address
from cartui.model.customer import Customer, NewCustomer, Sameness, SavedAddress
from cartui.rules.customer_likeness import MOST, likely_the_same

THEN = datetime(2026, 11, 1, tzinfo=UTC)


def somebody(
    number: int = 1, *, phone: str = "", company: str = "", postcode: str = "", name: str = "Rahim"
) -> Customer:
    """A customer who is there already."""
    address = SavedAddress(id="a", address=Address(postcode=postcode))
    return Customer(
        id=f"customer-{number}",
        number=str(number),
        version=1,
        name=name,
        phone=phone,
        company=company,
        addresses=(address,) if postcode else (),
        created_at=THEN,
        updated_at=THEN,
    )


def shared(new: NewCustomer, customer: Customer, *found_by: Sameness) -> tuple[Sameness, ...]:
    """What they have in common, of somebody who was found by that."""
    alike = likely_the_same(new, {same: [customer] for same in found_by})
    return alike[0].same if alike else ()


DIGITS = st.text("123456789", min_size=6, max_size=9)


@given(number=DIGITS, zeros=st.sampled_from(["", "0", "00"]), code=st.sampled_from(["", "+880", "+49", "+1"]))
def test_a_phone_is_the_same_with_and_without_trunk_zero_and_country(
    number: str, zeros: str, code: str
) -> None:
    new = NewCustomer(name="x", phone=f"{zeros}{number}")
    kept = somebody(phone=f"{code}{number}")

    assert shared(new, kept, Sameness.PHONE) == (Sameness.PHONE,)


@given(number=DIGITS, code=st.sampled_from(["+880", "+49"]))
def test_a_phone_of_another_country_is_another_phone(number: str, code: str) -> None:
    new = NewCustomer(name="x", phone=f"+33{number}")

    assert shared(new, somebody(phone=f"{code}{number}"), Sameness.PHONE) == ()


def test_a_name_alone_says_nothing() -> None:
    new = NewCustomer(name="Rahim", company="Acme", addresses=(Address(postcode="1000"),))

    assert shared(new, somebody(), Sameness.COMPANY) == ()
    assert shared(new, somebody(company="Other", postcode="2000"), Sameness.COMPANY) == ()
    assert shared(new, somebody(company="ＡＣＭＥ "), Sameness.COMPANY) == (Sameness.COMPANY,)
    both = (Sameness.COMPANY, Sameness.POSTCODE)
    assert shared(new, somebody(company="acme", postcode="10 00"), Sameness.COMPANY) == both
    assert shared(NewCustomer(name="Rahim"), somebody(company="Acme"), Sameness.COMPANY) == ()


@given(st.dictionaries(st.sampled_from(list(Sameness)[:3]), st.sets(st.integers(1, 30), min_size=1)))
def test_everybody_is_there_once_and_who_shares_most_first(found: dict[Sameness, set[int]]) -> None:
    new = NewCustomer(name="x", phone="1712345678")
    people = {same: [somebody(at, phone="01712345678") for at in ats] for same, ats in found.items()}
    alike = likely_the_same(new, people)

    ids = [each.customer.id for each in alike]
    assert len(ids) == len(set(ids)) == min(MOST, len(set().union(*found.values())))
    counts = [len(each.same) for each in alike]
    assert counts == sorted(counts, reverse=True)


def test_the_reason_is_said_in_words() -> None:
    new = NewCustomer(name="x", phone="01712345678")
    customer = somebody(phone="+8801712345678")
    found = {same: [customer] for same in (Sameness.VAT_ID, Sameness.PHONE, Sameness.EMAIL)}

    assert likely_the_same(new, found)[0].reason == "has the same email, phone and VAT id"
    assert likely_the_same(new, {Sameness.PHONE: [customer]})[0].reason == "has the same phone"
