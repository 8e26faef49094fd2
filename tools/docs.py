"""Write the documents that are made of the code: `python -m tools.docs`. Tests compare them with it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Write them all; what is made by hand around them stays."""
    from cartui.cli.query_reference import renewed as renewed_queries
    from cartui.cli.reference import renewed
    from cartui.commands.reference import keys_page
    from cartui.screens.desk.every import every_screen
    from cartui.server.api_page import renewed as renewed_api
    from cartui.settings.reference import example_file, reference_page

    api = ROOT / "docs" / "api.md"
    page = ROOT / "docs" / "cli.md"
    queries = ROOT / "docs" / "queries.md"
    documents = {
        ROOT / "config.example.toml": example_file(),
        ROOT / "docs" / "config.md": reference_page(),
        ROOT / "docs" / "keys.md": keys_page(offer for screen in every_screen() for offer in screen.OFFERS),
        api: renewed_api(api.read_text(encoding="utf-8")),
        page: renewed(page.read_text(encoding="utf-8")),
        queries: renewed_queries(queries.read_text(encoding="utf-8")),
    }
    for path, text in documents.items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
