"""The documents' own examples work together: a shop, its catalogue, customers, carts, coupons and taxes."""

import re
from pathlib import Path

from tests.cli.conftest import Run

DOCS = Path(__file__).resolve().parents[2] / "docs"


def blocks(page: str, language: str) -> list[str]:
    """The examples of a page in that language."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_documented_files_can_be_taken_over_one_after_the_other(run: Run, tmp_path: Path) -> None:
    shop = tmp_path / "shop.toml"
    shop.write_text(max(blocks("shop-file.md", "toml"), key=len), encoding="utf-8")
    assert run("shop", "apply", str(shop)).status == 0
    kinds = (
        ("catalog", ()),
        ("customers", ()),
        ("carts", ("--market", "BD")),
        ("coupons", ()),
        ("tax", ()),
    )
    for (kind, options), example in zip(kinds, blocks("imports.md", "csv"), strict=True):
        file = tmp_path / f"{kind}.csv"
        file.write_text(example, encoding="utf-8")
        taken = run("import", kind, str(file), *options, "--json")
        assert (taken.status, taken.json["refused"]) == (0, 0), taken.out
        again = run("import", kind, str(file), *options, "--json").json
        assert again["unchanged"] == again["rows"] == taken.json["rows"]
    assert run("carts", "list", "--json").json["count"] == 2
