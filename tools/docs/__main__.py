"""Write the documents that are made of the code: `python -m tools.docs`. Tests compare them with it."""

from pathlib import Path

from cartui.screens.running.every import every_screen
from cartui.settings.reference import example_file
from tools.docs.api import api_page
from tools.docs.cli import cli_page
from tools.docs.config import config_page
from tools.docs.keys import keys_page
from tools.docs.man import man_page
from tools.docs.queries import queries_page

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Write them all; what is made by hand around them stays."""
    api = ROOT / "docs" / "api.md"
    page = ROOT / "docs" / "cli.md"
    queries = ROOT / "docs" / "queries.md"
    documents = {
        ROOT / "config.example.toml": example_file(),
        ROOT / "docs" / "config.md": config_page(),
        ROOT / "docs" / "keys.md": keys_page(offer for screen in every_screen() for offer in screen.OFFERS),
        api: api_page(api.read_text(encoding="utf-8")),
        page: cli_page(page.read_text(encoding="utf-8")),
        ROOT / "docs" / "cartui.1": man_page(),
        queries: queries_page(queries.read_text(encoding="utf-8")),
    }
    for path, text in documents.items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
