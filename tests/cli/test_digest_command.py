"""`cartui digest`: what waits for somebody, as text, HTML and JSON."""

from pathlib import Path
from typing import Any

from tests.cli.conftest import Run


def test_what_waits_is_printed_as_text_and_as_a_page(run: Run, ready: dict[str, Any]) -> None:
    text = run("digest")
    assert (text.status, text.err) == (0, "")
    assert text.out.startswith("Acme, ")
    assert "1 LOCKED CART" in text.out
    page = run("digest", "--format", "html")
    assert (page.status, page.err) == (0, "")
    assert page.out.startswith("<!DOCTYPE html>")
    assert "1 locked cart" in page.out


def test_a_cart_that_could_not_be_placed_is_in_it_until_it_is(run: Run, ready: dict[str, Any]) -> None:
    version = str(ready["version"])
    no_payment = '[{"type": "set_payment_method", "method": null}]'
    run("carts", "edit", ready["number"], "-", "--version", version, "--json", stdin=no_payment)
    assert run("carts", "place", ready["number"], "--phone", "01712345678").status == 1

    for shape in (run("digest", "--json").json, run("digest", "--format", "json").json):
        [failed] = shape["failed"]["items"]
        assert (failed["number"], failed["why"]) == (ready["number"], ["No payment method is chosen."])
        assert (failed["contact"]["phone"], failed["at"][-1]) == ("01712345678", "Z")
    assert "not placed: No payment method is chosen." in run("carts", "history", ready["number"]).out

    run("carts", "undo", ready["number"])
    assert run("carts", "place", ready["number"], "--phone", "01712345678").status == 0
    assert run("digest", "--json").json["failed"] == {"count": 0, "items": []}


def test_where_nothing_waits_that_is_said(run: Run, ready: dict[str, Any]) -> None:
    [locked] = run("locks", "list", "--json").json["items"]
    run("locks", "unlock", locked["number"], "--reason", "rang them")
    told = run("digest")
    assert (told.status, told.out.splitlines()[-1]) == (0, "Nothing waits for anybody.")


def test_times_are_on_the_clock_of_the_settings_and_else_on_the_shops(
    run: Run, home: Path, ready: dict[str, Any]
) -> None:
    assert "(UTC)" in run("digest").out
    (home / "config").mkdir(exist_ok=True)
    (home / "config" / "config.toml").write_text('[display]\ntimezone = "Asia/Tokyo"\n')
    assert "(Asia/Tokyo)" in run("digest").out


def test_without_a_backend_the_status_says_so(run: Run) -> None:
    refused = run("digest", "--format", "json", "--db", "/nowhere/at/all.sqlite3")
    assert (refused.status, refused.error["error"]) == (6, "unavailable")
