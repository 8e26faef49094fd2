"""A million believable people of several scripts, the same ones each time."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from cartui.model.address import Address
from cartui.model.customer import Customer, SavedAddress

COMMON: Final = "Rahim"
"""A first name that one in twenty-five has, so 40,000 of a million."""

_BEGINNING: Final = datetime(2020, 1, 1, tzinfo=UTC)


def _several(words: str) -> list[str]:
    """The names in a line of them."""
    return words.split()


_LATIN: Final = _several(
    "Karim Fatima Ayesha Nusrat Tanvir Sadia Imran Farhana "
    "Jahid Rumana Shafiq Mehnaz Arif Nasrin Habib Rokeya "
    "Anna Lukas Emma Jonas Sofía José Zoë Chloé "
    "François Élodie Bjørn Åsa Søren Jürgen Łukasz Agnieszka Nguyễn "
    "James Olivia William Amelia Noah Charlotte George Isla Harry Grace Oscar Freya Mateo Lucía Giulia Marco"
)
_LATIN_LAST: Final = _several(
    "Uddin Ahmed Hossain Khan Chowdhury Islam Begum Akter Sarker Miah Rahman Ali Haque Das Roy Mondal "
    "Smith Jones Taylor Brown O'Brien Müller Schmidt "
    "Schneider García Martínez Ångström Lindqvist Kowalski Novák "
    "Rossi Bianchi Dubois Lefèvre Jensen Nielsen Silva Santos Okafor Mensah Wright-Hall Walker Green Baker"
)
_BENGALI: Final = _several("রহিম করিম মোহাম্মদ মোস্তফা ফাতেমা আয়েশা নুসরাত তানভীর সাদিয়া ইমরান জাহিদ রুমানা শফিক")
_BENGALI_LAST: Final = _several("উদ্দিন আহমেদ হোসেন খান চৌধুরী ইসলাম বেগম আক্তার সরকার মিয়া")
_ARABIC: Final = _several("محمد أحمد فاطمة علي خديجة عمر يوسف مريم حسن زينب")
_ARABIC_LAST: Final = _several("الأحمد الخطيب حداد النجار السيد المصري خوري عبدالله")
_CHINESE: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_CHINESE_LAST: Final = _several(
    "明 伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 建国 秀英 志强 晓明 小红 文华"
)

_SYLLABLES: Final = _several(
    "ba bel cor da dor el fa fen gal hin ir jo kel lam mor nar or pel quin ros sel tor ul ven wil xan yor zel"
)

_DOMAINS: Final = (
    "example.com",
    "example.org",
    "example.net",
    "mail.example",
    "post.example",
    "shop.example",
)

_TRADES: Final = ("Traders", "Textiles", "GmbH", "Stores", "& Sons", "Logistics", "Ltd", "Bazar")


def people(count: int) -> Iterator[Customer]:
    """So many customers, numbered from 1001 on."""
    dice = random.Random(1042)  # noqa: S311  nothing secret
    for at in range(count):
        yield _person(dice, at)


def _person(dice: random.Random, at: int) -> Customer:
    """One customer; checked values are left unchecked, which is what makes a million of them in a minute."""
    first, last, handle = _names(dice, at)
    name = f"{first} {last}" if handle or not _is_chinese(first) else f"{first}{last}"
    mail = f"{handle or 'user'}{at % 9973}@{dice.choice(_DOMAINS)}".replace("'", "") if at % 8 else ""
    phone = _phone(dice) if at % 6 else ""
    made = _BEGINNING + timedelta(minutes=at * 3)
    address = Address.model_construct(
        line1=f"{1 + at % 200} Station Road", city="Dhaka", postcode=str(1000 + at % 400), country="BD"
    )
    return Customer.model_construct(
        id=f"cus_{at:08}",
        number=str(1001 + at),
        version=1,
        name=name,
        email=mail,
        phone=phone,
        company=f"{last} {dice.choice(_TRADES)}" if at % 10 == 0 else "",
        price_level=None,
        rep="",
        tax_exempt=False,
        vat_id="",
        blocked=False,
        blocked_reason="",
        country="BD",
        addresses=(SavedAddress.model_construct(id=f"adr_{at:08}", address=address, default=True),),
        warnings=(),
        created_at=made,
        updated_at=made,
    )


def _names(dice: random.Random, at: int) -> tuple[str, str, str]:
    """First and last name, and what an email address makes of them."""
    if at % 25 == 7:
        last = dice.choice(_LATIN_LAST)
        return COMMON, last, f"{COMMON}.{last}".lower()
    script = dice.random()
    if script < 0.08:
        return dice.choice(_BENGALI), dice.choice(_BENGALI_LAST), ""
    if script < 0.12:
        return dice.choice(_ARABIC), dice.choice(_ARABIC_LAST), ""
    if script < 0.17:
        return dice.choice(_CHINESE), dice.choice(_CHINESE_LAST), ""
    if script < 0.40:
        first, last = _invented(dice), _invented(dice)
        return first, last, f"{first}.{last}".lower()
    first, last = dice.choice(_LATIN), dice.choice(_LATIN_LAST)
    return first, last, f"{first[0]}{last}".lower() if first.isascii() and last.isascii() else ""


def _invented(dice: random.Random) -> str:
    """A name that few have."""
    return "".join(dice.choice(_SYLLABLES) for _ in range(dice.choice((2, 3, 3, 4)))).capitalize()


def _is_chinese(name: str) -> bool:
    """Whether no blank stands between the names."""
    return name in _CHINESE


def _phone(dice: random.Random) -> str:
    """A number as the backend keeps it."""
    kind = dice.random()
    if kind < 0.6:
        return f"+8801{dice.choice('3456789')}{dice.randrange(10**8):08}"
    if kind < 0.8:
        return f"+4917{dice.randrange(10)}{dice.randrange(10**7):07}"
    return f"+44207{dice.randrange(10**7):07}"
