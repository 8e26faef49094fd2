"""A look at how a file would be read, before anything is imported."""

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

import pytest

from cartui.imports.batches import ReadBatch
from cartui.imports.catalog import read_catalog
from cartui.imports.fields import ImportKind
from cartui.imports.mapping import FileMapping, load_mapping, plain_mapping, read_mapping
from cartui.imports.preview import preview_file
from cartui.model.errors import Invalid
from cartui.model.import_preview import ImportPreview
from tests.imports.reading import FIXTURES, a_shop, stream

PLAIN = plain_mapping(ImportKind.CATALOG)


def read_with(mapping: FileMapping | None, source: BinaryIO, name: str) -> Iterator[ReadBatch]:
    return read_catalog(source, shop=a_shop(), mapping=mapping, market="BD", name=name)


def preview(text: str, mapping: FileMapping | None = None, rows: int = 5) -> ImportPreview:
    read = partial(read_with, mapping)
    return preview_file(stream(text), mapping=mapping or PLAIN, read=read, rows=rows, name="x.csv")


def test_it_says_which_column_feeds_which_field_and_which_feed_none() -> None:
    mapping = load_mapping("shopify-products")
    shown = preview_file(
        FIXTURES / "shopify-products.csv", mapping=mapping, read=partial(read_with, mapping), rows=2
    )
    sources = {source.field: source for source in shown.fields}
    assert sources["sku"].columns == ("Variant SKU",)
    assert sources["description"].conversions == ("plain_text",)
    assert "Vendor" in shown.ignored
    assert "Variant SKU" not in shown.ignored
    assert "market" not in sources, "nothing feeds it"


def test_columns_that_are_joined_and_constants_are_told() -> None:
    mapping = read_mapping(
        'kind = "catalog"\nsource = "x"\n[columns]\nsku = ["A", "B"]\n[join]\ntitle = ["C", "D"]\n'
        '[constants]\nlevel = "retail"\n'
    )
    shown = preview("A,B,C,D,E\n,X-1,Red,Cup,?\n", mapping)
    sources = {source.field: source for source in shown.fields}
    assert (sources["sku"].columns, sources["sku"].joined) == (("A", "B"), False)
    assert (sources["title"].columns, sources["title"].joined) == (("C", "D"), True)
    assert sources["level"].constant == "retail"
    assert shown.ignored == ("E",)
    assert shown.rows[0].fields == {"title": "Red Cup", "sku": "X-1", "level": "retail"}


def test_a_missing_column_is_told_with_what_the_file_has_instead() -> None:
    shown = preview("skuu,price\nA,5\n")
    (problem,) = shown.problems
    assert (problem.field, problem.message) == ("sku", "is a column the file must have; did you mean 'skuu'?")
    assert shown.ignored == ("skuu",)
    assert shown.rows == ()


def test_the_first_rows_are_shown_as_they_are_understood_or_why_they_are_refused() -> None:
    shown = preview('sku,title,price\nA,"Two\nlines",5\n\nB,Cup,cheap\nC,Mug,7\n', rows=2)
    assert [row.line for row in shown.rows] == [2, 5], "where they stand in the whole file"
    cup = shown.rows[1]
    assert cup.fields == {"sku": "B", "title": "Cup", "price": "cheap"}
    assert cup.refused is not None
    assert (cup.refused.line, cup.refused.reason) == (5, "'cheap' is not an amount")
    assert [each.product.id for each in shown.becomes.products] == ["A"]


def test_what_is_odd_is_told_beside_its_row_or_for_the_file() -> None:
    shown = preview("sku,stok,weight\nA,1,5\nA,1,6\n")
    assert [(remark.line, remark.column) for remark in shown.remarks] == [(1, "stok")]
    assert [len(row.warnings) for row in shown.rows] == [0, 1]


def test_the_last_thing_that_is_shown_has_all_of_its_rows() -> None:
    shown = preview("product,sku,title,price\nmug,,Mug,\nmug,M-1,,5\nmug,M-2,,6\ncup,C-1,,7\n", rows=1)
    assert [row.line for row in shown.rows] == [2]
    assert shown.rows[0].refused is None, "its variants stand below"
    (mug,) = shown.becomes.products
    assert [variant.sku for variant in mug.product.variants] == ["M-1", "M-2"]


def test_an_empty_file_shows_its_columns() -> None:
    shown = preview("sku,price\n")
    assert [source.field for source in shown.fields] == ["sku", "price"]
    assert shown.rows == ()


def test_a_row_that_is_too_short_is_shown_as_refused() -> None:
    shown = preview("sku,price,title\nA\n")
    assert shown.rows[0].fields == {}
    assert shown.rows[0].refused is not None


def test_a_file_in_another_encoding_is_read_and_told() -> None:
    read = partial(read_with, None)
    shown = preview_file(stream("sku,title\nA,Café\n", "cp1252"), mapping=PLAIN, read=read, name="x.csv")
    assert shown.rows[0].fields["title"] == "Café"
    assert "Windows-1252" in shown.remarks[0].reason


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(Invalid, match="is empty"):
        preview("")
