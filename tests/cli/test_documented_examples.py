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
        ("statement", ()),
    )
    for (kind, options), example in zip(kinds, blocks("imports.md", "csv"), strict=True):
        file = tmp_path / f"{kind}.csv"
        file.write_text(example, encoding="utf-8")
        taken = run("import", kind, str(file), *options, "--json")
        assert (taken.status, taken.json["refused"]) == (0, 0), taken.out
        again = run("import", kind, str(file), *options, "--json").json
        assert again["unchanged"] == again["rows"] == taken.json["rows"]
    assert run("carts", "list", "--json").json["count"] == 2


def test_the_documented_mapping_reads_the_file_that_it_is_written_for(run: Run, tmp_path: Path) -> None:
    shop = tmp_path / "shop.toml"
    shop.write_text(max(blocks("shop-file.md", "toml"), key=len), encoding="utf-8")
    assert run("shop", "apply", str(shop)).status == 0
    (mapping,), (export,) = blocks("imports.md", "toml"), blocks("imports.md", "text")
    (tmp_path / "wholesaler.toml").write_text(mapping, encoding="utf-8")
    (tmp_path / "articles.csv").write_text(export, encoding="utf-8")
    commands = [line.split() for line in blocks("imports.md", "sh")[-1].splitlines()]
    outcomes = []
    for _, *words in commands:
        places = {name: str(tmp_path / name) for name in ("wholesaler.toml", "articles.csv")}
        outcomes.append(run(*(places.get(word, word) for word in words), "--json"))
    preview, trial, taken = outcomes
    assert (preview.status, preview.json["problems"], preview.json["ignored"]) == (0, [], [])
    assert [row["fields"]["sku"] for row in preview.json["rows"]] == ["SAR-RED", "SAR-BLU", "GIFT"]
    saree = preview.json["becomes"]["products"][0]
    assert saree["description"] == "Woven in Tangail."
    assert [(each["weight"], each["stock"]) for each in saree["variants"]] == [(550, 12), (550, None)]
    assert saree["variants"][0]["prices"][0]["amount"] == 124_990
    for outcome in (trial, taken):
        assert (outcome.json["accepted"], outcome.json["refused"], outcome.json["products"]) == (3, 1, 2)
        assert "trial" in outcome.json["refusals"][0]["reason"]
