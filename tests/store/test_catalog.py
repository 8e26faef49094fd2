"""Products come back as they were saved, and stock is taken once."""

import threading

import pytest

from cartui.model.catalog import PriceRow, Product, Variant
from cartui.model.errors import Invalid
from cartui.store.catalog import load_products, load_variants, put_back_stock, save_products, take_stock
from cartui.store.database import Database


def shirt(**other: object) -> Product:
    """A product of two variants."""
    fields: dict[str, object] = {
        "id": "shirt",
        "title": "Cotton Shirt",
        "description": "Soft.\nWashable.",
        "option_names": ("Size", "Colour"),
        "tax_class": None,
        "image_url": "https://shop.example/shirt.png",
        "variants": (
            Variant(
                sku="SH-L",
                options=("L", "Blue"),
                barcode="4006381333931",
                stock=5,
                weight=180,
                prices=(
                    PriceRow(market="BD", level="retail", amount=90000),
                    PriceRow(market="BD", level="retail", min_quantity=10, amount=80000),
                    PriceRow(market="US", level="retail", amount=1250),
                ),
            ),
            Variant(sku="SH-M", options=("M", "Red"), stock=None, backorder=True),
        ),
    }
    return Product.model_validate({**fields, **other})


def stock(database: Database, sku: str) -> int | None:
    """The units at hand."""
    with database.read() as conn:
        return load_variants(conn, [sku])[sku].variant.stock


def test_a_product_comes_back_as_it_was_saved(database: Database) -> None:
    with database.write() as conn:
        assert save_products(conn, [shirt()]) == ["created"]
        assert load_products(conn, ["shirt", "absent"]) == {"shirt": shirt()}
        sold = load_variants(conn, ["SH-L", "SH-M", "absent"])
    assert set(sold) == {"SH-L", "SH-M"}
    assert sold["SH-L"].title == "Cotton Shirt"
    assert sold["SH-L"].tax_class is None
    assert sold["SH-L"].variant == shirt().variants[0]


def test_saving_the_same_again_changes_nothing_whatever_the_order_of_prices(database: Database) -> None:
    first = shirt().variants[0]
    turned = first.model_copy(update={"prices": first.prices[::-1]})
    with database.write() as conn:
        save_products(conn, [shirt()])
        assert save_products(conn, [shirt(variants=(turned, shirt().variants[1]))]) == ["unchanged"]


def test_an_update_adds_changes_moves_and_takes_away_variants(database: Database) -> None:
    new = Variant(sku="SH-S", prices=(PriceRow(market="US", level="gold", amount=5),))
    cheaper = (
        shirt().variants[0].model_copy(update={"prices": (PriceRow(market="US", level="retail", amount=1),)})
    )
    after = shirt(title="Shirt", variants=(new, cheaper))
    with database.write() as conn:
        assert save_products(conn, [shirt(), shirt(id="other", variants=(Variant(sku="O"),))]) == [
            "created",
            "created",
        ]
        assert save_products(conn, [after, shirt(id="other", variants=(Variant(sku="O"),))]) == [
            "updated",
            "unchanged",
        ]
        assert load_products(conn, ["shirt"]) == {"shirt": after}
        assert "SH-M" not in load_variants(conn, ["SH-M"])


def test_a_sku_belongs_to_one_product(database: Database) -> None:
    with database.write() as conn:
        save_products(conn, [shirt()])
        with pytest.raises(Invalid, match="SH-L of product coat belongs to product shirt"):
            save_products(conn, [shirt(id="coat")])
        with pytest.raises(Invalid, match="product hat has SKU H twice"):
            save_products(conn, [shirt(id="hat", variants=(Variant(sku="H"), Variant(sku="H")))])
        with pytest.raises(Invalid, match="belongs to product a"):
            save_products(conn, [shirt(id=id_, variants=(Variant(sku="X"),)) for id_ in ("a", "b")])


def test_stock_is_taken_only_where_there_is_enough(database: Database) -> None:
    with database.write() as conn:
        save_products(conn, [shirt()])
        assert take_stock(conn, {"SH-L": 3, "SH-M": 1_000}) == []
        assert take_stock(conn, {"SH-L": 3, "absent": 1}) == ["SH-L", "absent"]
    assert stock(database, "SH-L") == 2
    assert stock(database, "SH-M") is None
    with database.write() as conn:
        assert take_stock(conn, {"SH-L": 3}, allow_negative=True) == []
    assert stock(database, "SH-L") == -1


def test_what_is_put_back_is_in_stock_again_where_it_is_counted(database: Database) -> None:
    with database.write() as conn:
        save_products(conn, [shirt()])
        take_stock(conn, {"SH-L": 3, "SH-M": 1_000})
        put_back_stock(conn, {"SH-L": 3, "SH-M": 1_000, "absent": 1})
    assert stock(database, "SH-L") == 5
    assert stock(database, "SH-M") is None


def test_two_desks_cannot_both_take_the_last_one(database: Database) -> None:
    with database.write() as conn:
        save_products(conn, [shirt()])
    short: list[str] = []

    def take() -> None:
        for _ in range(5):
            with database.write() as conn:
                short.extend(take_stock(conn, {"SH-L": 1}))

    desks = [threading.Thread(target=take) for _ in range(2)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    assert short == ["SH-L"] * 5
    assert stock(database, "SH-L") == 0
