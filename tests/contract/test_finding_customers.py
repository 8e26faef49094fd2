"""Finding people by whatever staff type, the one who is meant first, whatever the backend."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cartui.client.protocol import Client
from cartui.model.address import Address
from cartui.model.cart import Cart, NewCart
from cartui.model.customer import Customer, CustomerChanges, NewCustomer
from cartui.model.query import CartQuery, CartSort

PEOPLE = (
    NewCustomer(
        name="Rahim Uddin",
        email="rahim.uddin@Example.com",
        phone="01712-345678",
        country="BD",
        company="Dhaka Textiles",
        addresses=(Address(line1="12/A Motijheel", city="Dhaka", country="BD"),),
    ),
    NewCustomer(name="Jürgen Müller-Lüdenscheidt", email="jm@mail.example", phone="+49 171 2223334"),
    NewCustomer(name="O'Brien, Zoë", email="zoe@example.org", phone="+44 20 7946 0018"),
    NewCustomer(name="李明", phone="+86 10 6552 9988", company="北京书店"),
    NewCustomer(name="মোস্তফা চৌধুরী", phone="+880 1911 000111"),
    NewCustomer(name="محمد الخطيب", email="mk@shop.example"),
    NewCustomer(name="Ｗｉｄｅ Letters"),
    NewCustomer(name="3M Supplies Ltd", company="3M"),
)
"""One after the other 1001, 1002, …"""


async def names(client: Client, text: str, *, limit: int = 20) -> list[str]:
    """Who is found, in their order."""
    return [found.name for found in await client.customers.search(text, limit=limit)]


async def everybody(client: Client) -> list[Customer]:
    """Make all these people."""
    return [await client.customers.create(new) for new in PEOPLE]


RAHIM_BY = [
    *(
        "r",
        "ra",
        "rahim",
        "RAHIM",
        "uddin",
        "uddin rahim",
        "u r",
        "rahim u",
        "ahi",
        "ddin",
        "rahim uddin",
    ),
    *(
        "rahim.uddin@example.com",
        "RAHIM.UDDIN@EXAMPLE.COM",
        "rahim.uddin@",
        "rahim.uddin",
        "uddin@example",
    ),
    *("@example.com", "example.com rahim"),
    *("+880 1712-345678", "+8801712345678", "01712345678", "01712 345 678", "8801712345678"),
    *("008801712345678", "00880 1712 345678", "(01712) 345-678", "+৮৮০ ১৭১২ ৩৪৫৬৭৮", "0 1712 345678"),
    *("tel. 01712-345678", "01712 x 345678", "5678", "345678", "01712345", "017123"),
    *("1001", "#1001", "dhaka textiles", "textiles", "tex dha", "rahim dhaka"),
    *("rahim 0171", "0171 rahim", "rahim 5678", "rahim 01712-345678", "1001 rahim"),
]
"""All that may be typed to find the first of them."""


async def test_a_customer_is_found_by_all_of_it(client: Client) -> None:
    await everybody(client)

    found = {text: (await names(client, text))[0] for text in RAHIM_BY}
    assert found == dict.fromkeys(RAHIM_BY, "Rahim Uddin")


FOUND_BY = {
    "jurgen": PEOPLE[1].name,
    "MÜLLER": PEOPLE[1].name,
    "muller": PEOPLE[1].name,
    "mueller": PEOPLE[1].name,
    "juergen muel": PEOPLE[1].name,
    "Mueller-Luedenscheidt": PEOPLE[1].name,
    "mu\u0308ller": PEOPLE[1].name,
    "ludenscheidt": PEOPLE[1].name,
    "lu": PEOPLE[1].name,
    "müller-lüd": PEOPLE[1].name,
    "obrien": PEOPLE[2].name,
    "zoe obri": PEOPLE[2].name,
    "0171 222": PEOPLE[1].name,
    "01712223334": PEOPLE[1].name,
    "0049 171 2223334": PEOPLE[1].name,
    "o'brien": PEOPLE[2].name,
    "o'b": PEOPLE[2].name,
    "brien zoe": PEOPLE[2].name,
    "020 7946 0018": PEOPLE[2].name,
    "李明": PEOPLE[3].name,
    "李": PEOPLE[3].name,
    "明": PEOPLE[3].name,
    "书店": PEOPLE[3].name,
    "মো": PEOPLE[4].name,
    "চৌধুরী মোস্তফা": PEOPLE[4].name,
    "محمد": PEOPLE[5].name,
    "الخط": PEOPLE[5].name,
    "wide": PEOPLE[6].name,
    "3m": PEOPLE[7].name,
    "3m ltd": PEOPLE[7].name,
}
"""Who is meant by texts of other scripts and with signs."""


async def test_all_scripts_and_signs_are_found(client: Client) -> None:
    await everybody(client)

    found = {text: (await names(client, text))[0] for text in FOUND_BY}
    assert found == FOUND_BY


async def test_what_nobody_has_finds_nobody_else(client: Client) -> None:
    await everybody(client)

    for text in ("di", "明李", "rahim nobody", "rahim 0199", "10019", "+880 1712 345679", "example.net"):
        assert (text, await names(client, text)) == (text, [])


async def test_the_nearest_come_first(client: Client) -> None:
    for name, company in (
        ("Ibrahim Khan", ""),
        ("Zoe Rahimi", ""),
        ("Zoe Rahim", ""),
        ("Abdul Karim", "Rahim Traders"),
        ("Rahima Begum", ""),
        ("Rahim", ""),
        ("Rahim Zaman", ""),
    ):
        await client.customers.create(NewCustomer(name=name, company=company))

    nearest = [
        "Rahim",
        "Rahim Zaman",
        "Rahima Begum",
        "Zoe Rahim",
        "Zoe Rahimi",
        "Abdul Karim",
        "Ibrahim Khan",
    ]
    assert await names(client, "rahim") == nearest
    assert await names(client, "rahim", limit=3) == nearest[:3]
    assert await names(client, "rahim") == nearest


async def test_the_very_number_email_or_phone_comes_before_all_that_only_has_it(client: Client) -> None:
    for new in (
        NewCustomer(name="1004 Nights", email="x.anna@example.com", phone="+880 1712 341004"),
        NewCustomer(name="Anna", email="anna@example.com.bd"),
        NewCustomer(name="Bert", email="anna@example.com"),
        NewCustomer(name="Number", phone="+4930100410"),
    ):
        await client.customers.create(new)

    assert await names(client, "1004") == ["Number", "1004 Nights"]
    assert await names(client, "anna@example.com") == ["Bert", "Anna", "1004 Nights"]


async def test_equals_stand_by_name_and_then_by_age(client: Client) -> None:
    made = [
        await client.customers.create(NewCustomer(name=name, company="Acme"))
        for name in ("Zoe", "Anna", "Zoe", "Bert")
    ]

    found = [customer.number for customer in await client.customers.search("acme")]
    assert found == [made[at].number for at in (1, 3, 0, 2)]


async def test_many_of_one_name_are_ranked_and_no_more_given_than_asked(client: Client) -> None:
    for at in range(90):
        await client.customers.create(NewCustomer(name=f"Person {at:02} Uddin", company="Uddin & Sons"))
    await client.customers.create(NewCustomer(name="Uddin"))

    found = await names(client, "uddin", limit=5)
    assert found == ["Uddin", *(f"Person {at:02} Uddin" for at in range(4))]
    assert len(await names(client, "uddin", limit=100)) == 91


async def test_a_customer_is_found_by_a_new_city_and_no_more_by_an_old_name(client: Client) -> None:
    made = (await everybody(client))[0]
    sylhet = CustomerChanges(name="Karim Uddin", email="", addresses=(Address(city="Sylhet", country="BD"),))
    await client.customers.update(made.id, made.version, sylhet)

    assert await names(client, "karim sylhet") == ["Karim Uddin"]
    assert await names(client, "rahim") == await names(client, "karim rahim") == []


HOSTILE = [
    *(
        '"',
        "'",
        '" OR 1 --',
        "*",
        "r*",
        "NEAR(a b)",
        "NEAR",
        "OR",
        "AND OR NOT",
        "text:a",
        "^",
        "^r",
        "%",
        "_",
    ),
    *("\\", "\x00", "r\x00", "\x1b[31m", "'; DROP TABLE customer;--", "\ud800", "\udfff r", "\u202e\u200b"),
    *(
        "💳💳💳",
        "…",
        "( ) [ ]",
        "-",
        "+",
        "#",
        "@",
        "0",
        "00",
        "0000",
        "a" * 10_000,
        "ab " * 3_000,
        "e" + "\u0301" * 200,
    ),
    *("a b c d e f g h i j k l m n o p q r s t u v w x y z " * 20, "9" * 10_000),
]


async def test_hostile_text_neither_raises_nor_finds_everybody(client: Client) -> None:
    made = await everybody(client)

    for text in HOSTILE:
        assert len(await client.customers.search(text)) < len(made)
        assert len(await client.customers.search(f"nobody {text}")) == 0


WORD = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=10
).filter(lambda word: any(map(str.isalnum, word)))
LOCAL = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
PHONE = st.from_regex(r"\+8801[3-9][0-9]{8}", fullmatch=True)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(WORD, min_size=1, max_size=3),
    local=st.from_regex(r"[a-z]{1,8}", fullmatch=True),
    phone=PHONE,
    data=st.data(),
)
async def test_whoever_is_created_is_found(
    client: Client, words: list[str], local: str, phone: str, data: st.DataObject
) -> None:
    made = await client.customers.create(
        NewCustomer(name=" ".join(words), email=f"{local}@example.com", phone=phone)
    )

    async def is_found(text: str) -> bool:
        return made.id in {found.id for found in await client.customers.search(text, limit=1_000)}

    for word in made.name.split():
        if any(map(str.isalnum, word)):
            assert await is_found(word), word
    assert await is_found(made.name)
    assert await is_found(made.email)
    assert await is_found(made.number)
    digits = phone.removeprefix("+")
    ending = digits[-data.draw(st.integers(6, len(digits))) :]
    at = data.draw(st.integers(1, len(ending) - 1))
    sign = data.draw(st.sampled_from(["", " ", "-", ".", " / ", ") "]))
    assert await is_found(f"{ending[:at]}{sign}{ending[at:]}"), ending


async def test_umlauts_and_their_spelling_find_each_other(client: Client) -> None:
    for name in ("Eva Mueller", "Uwe Müller", "Ida Muller", "Rolf Groß", "Kai Gross"):
        await client.customers.create(NewCustomer(name=name))

    async def found(text: str) -> set[str]:
        return {hit.name for hit in await client.customers.search(text)}

    assert await found("mueller") == {"Eva Mueller", "Uwe Müller"}
    assert await found("Müller") == {"Eva Mueller", "Uwe Müller", "Ida Muller"}
    assert await found("muller") == {"Uwe Müller", "Ida Muller"}
    assert await found("groß") == await found("GROSS") == {"Rolf Groß", "Kai Gross"}


async def test_carts_are_found_by_the_spelling_of_an_umlaut_too(client: Client, cart: Cart) -> None:
    mueller = await client.customers.create(NewCustomer(name="Uwe Müller"))
    theirs = await client.carts.create(NewCart(market="BD", customer=mueller.id))

    for word in ("mueller", "Müller", "muller"):
        found = await client.carts.list(CartQuery(words=(word,)), sort=CartSort())
        assert [each.id for each in found] == [theirs.id]
