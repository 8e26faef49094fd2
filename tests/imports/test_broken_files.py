"""Files as they come: packed, in old encodings, hostile, or no tables at all."""

import gzip
import lzma
import os
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.imports.carts import read_carts
from cartui.imports.catalog import read_catalog
from cartui.imports.customers import read_customers
from cartui.imports.grouping import LARGEST_GROUP
from cartui.model.errors import Invalid
from tests.imports.reading import Whole, a_shop, stream, whole

SHOP = a_shop()
HEADER = "reference,date,sku,title,quantity,unit_price,note,tags,customer\n"
ROW = "A,2026-11-01,MUG-01,Tasse für Äpfel,1,4.50,,,\n"

HOSTILE = [
    "\x1b[31mred",
    "\x1b]52;c;aGk=\x1b\\",
    "\x9b31m",
    "a\x00b",
    "\x07\x7f",
    "a\rb\nc\td",
    "\u202e\u2066\u200b\u2028\ufeff\U000e0041",
    "[bold]x[/]",
    "Smith [/]",
    "=1+1",
    "'; DROP TABLE carts;--",
    "../../etc/passwd",
    "%s%n",
    "x" * 10_000,
    "é" + "\u0301" * 200,
    "👨‍👩‍👧 বাংলা العربية 日本語",
]


def carts(source: Path | BinaryIO) -> Whole:
    """Read a file of carts."""
    return whole(read_carts(source, shop=SHOP, market="GB", name="carts.csv"))


def refusal(source: Path | BinaryIO) -> Invalid:
    """The refusal of a whole file, before anything of it is given out."""
    with pytest.raises(Invalid) as raised:
        next(read_carts(source, shop=SHOP, market="GB", name="carts.csv"))
    assert raised.value.message.startswith("carts.csv: ")
    return raised.value


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_is_the_same_however_it_comes(pack: object, encoding: str, end: str, tmp_path: Path) -> None:
    assert callable(pack)
    data = pack((HEADER + ROW).replace("\n", end).encode(encoding))
    path = tmp_path / "carts.csv"
    path.write_bytes(data)
    for source in (path, BytesIO(data)):
        read = carts(source)
        assert read.carts[0].lines[0].title == "Tasse für Äpfel"
        assert read.carts[0].lines[0].rows[0].line == 2
        noted = [warning.reason for warning in read.warnings]
        assert noted == (
            ["not UTF-8 from here on: the whole file was read as Windows-1252"] * (encoding == "cp1252")
        )


def test_the_line_of_a_row_is_where_it_begins() -> None:
    text = HEADER + 'A,2026-11-01,X,,1,1,"one\ntwo\n\nthree",,\n\n,,,,,,,,\nB,2026-11-01,Y,,none,1,,,\n'
    read = carts(stream(text))
    assert read.carts[0].lines[0].rows[0].line == 2
    assert list(read.refused) == [8]
    assert read.rows == 2, "lines without content are no rows"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_cleaned_and_goes_in(text: str) -> None:
    quoted = '"' + text.replace('"', '""') + '"'
    read = carts(stream(HEADER + f"A,2026-11-01,X,{quoted},1,1,{quoted},{quoted},{quoted}\n"))
    assert not read.refusals
    (cart,) = read.carts
    for shown in (
        cart.lines[0].title,
        *cart.tags,
        cart.customer or "",
        cart.note.replace("\n", "").replace("\t", ""),
    ):
        assert shown
        assert not any(
            ord(one) < 32 or 0x7F <= ord(one) < 0xA0 or one in "\u202e\u2066\u2028" for one in shown
        )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_the_wrong_place_is_shown_clean(text: str) -> None:
    quoted = '"' + text.replace('"', '""') + '"'
    read = carts(
        stream(
            HEADER + f"A,{quoted},X,,1,1,,,\nB,2026-11-01,X,,{quoted},1,,,\nC,2026-11-01,X,,1,{quoted},,,\n"
        )
    )
    assert len(read.refusals) == 3
    for refused in read.refusals:
        assert refused.reason.isprintable() or "\ufffd" in refused.reason
        assert len(refused.reason) < 200


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"\x00\x01\x02", "not a text file"),
        ("reference,date".encode("utf-16"), "UTF-16"),
        (lzma.compress(HEADER.encode())[:-8], "damaged"),
        (gzip.compress(HEADER.encode(), mtime=0)[:-8], "damaged"),
        (b"\x1f\x8b\x00\x00\x00\x00", "damaged"),
        (b"name,colour\nx,y\n", "reference is a column the file must have"),
        (HEADER.replace("title", "sku").encode(), "sku is the name of two columns"),
        (
            HEADER.encode() + b'A,2026-11-01,X,"open\n' + ROW.encode() * 3,
            "line 2 opens a quote that is never closed",
        ),
        (
            HEADER.encode() + ROW.encode() + b'A,2026-11-01,X,"' + b"x" * 200_000,
            "line 3 cannot be cut into cells",
        ),
        (HEADER.encode() + b"A" * 2_200_000, "line 2 is too long a line"),
    ],
)
def test_a_file_that_is_no_table_is_refused_as_a_whole(data: bytes, says: str) -> None:
    assert says in refusal(BytesIO(data)).message


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "none.csv").message
    assert "cannot be read" in refusal(tmp_path).message
    assert "cannot be read" in refusal(Path("a\x00b")).message


def test_the_streams_of_others_stay_open(tmp_path: Path) -> None:
    given = stream(HEADER + ROW)
    carts(given)
    assert not given.closed


@pytest.mark.parametrize("pack", [bytes, lzma.compress])
def test_a_pipe_is_read_too(pack: object) -> None:
    assert callable(pack)
    data = pack((HEADER + ROW).encode())
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as end:
        end.write(data)
    with os.fdopen(reading, "rb") as pipe:
        assert len(carts(pipe).carts) == 1


def test_a_reading_can_be_given_up(tmp_path: Path) -> None:
    path = tmp_path / "carts.csv"
    path.write_text(HEADER + "".join(f"{n},2026-11-01,X,,1,1,,,\n" for n in range(1000)), encoding="utf-8")
    parts = read_carts(path, shop=SHOP, market="GB")
    assert len(next(parts).batch.carts) < 1000
    parts.close()


@given(st.binary(max_size=400))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    for head in (b"", HEADER.encode(), b"sku,price,market\n", b"number,name,country,created\n"):
        for reader in (read_carts, read_catalog, read_customers):
            with suppress(Invalid):
                whole(reader(BytesIO(head + data), shop=SHOP))


CELLS = st.sampled_from(
    ["", "A", "B", "X", "1", "-1", "0", "2026-11-01", "1.5", "yes", "GB", "retail", "open", "é\x00", '"']
)


@given(st.lists(st.lists(CELLS, min_size=9, max_size=10), max_size=12))
def test_every_row_is_accounted_for_whatever_it_says(rows: list[list[str]]) -> None:
    body = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows)
    kept = [row for row in rows if any(row[:9]) or any(row)]
    assert carts(stream(HEADER + body)).rows == len(kept)
    catalog = "product,title,sku,stock,market,level,min_quantity,price,backorder\n"
    assert whole(read_catalog(stream(catalog + body), shop=SHOP)).rows == len(kept)
    people = "number,name,email,price_level,tax_exempt,country,created,address_city,address_country\n"
    assert whole(read_customers(stream(people + body), shop=SHOP)).rows == len(kept)


@given(st.lists(st.sampled_from("ABCD"), min_size=1, max_size=30))
def test_the_order_of_rows_changes_no_cart(references: list[str]) -> None:
    lines = [f"{ref},2026-11-01,S{n},,1,1,,,\n" for n, ref in enumerate(references)]
    mixed, sorted_ = carts(stream(HEADER + "".join(lines))), carts(stream(HEADER + "".join(sorted(lines))))

    def contents(read: Whole) -> dict[str, set[str | None]]:
        return {cart.reference: {line.sku for line in cart.lines} for cart in read.carts}

    assert contents(mixed) == contents(sorted_)
    assert len(mixed.carts) == len(set(references))


def test_one_cart_cannot_eat_all_memory() -> None:
    many = LARGEST_GROUP + 2
    for rows in (
        ["A,2026-11-01,X,,1,1,,,\n"] * many,
        ["A,2026-11-01,X,,1,1,,,\n", "B,2026-11-01,X,,1,1,,,\n"] * many,
    ):
        read = carts(stream(HEADER + "".join(rows)))
        assert len(read.cart("A").lines) == LARGEST_GROUP
        assert {reason for _, reason in read.refused.values()} == {
            f"more than {LARGEST_GROUP} rows have this reference"
        }
