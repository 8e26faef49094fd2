"""A small shop whose carts cartui knows: ``python examples/shop --url … --token … --secret …``."""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from cartui_api import Cartui
from pages import serve
from records import Records
from sending import Provider, Teller
from shoppers import simulate
from shopping import Catalogue, Shop


def main() -> int:
    """Run the shop, or its simulated shoppers. Gives the exit status."""
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(prog="shop", description="A small shop whose carts cartui knows.")
    parser.add_argument("--url", required=True, help="address of cartui serve")
    parser.add_argument("--token", default=os.environ.get("SHOP_TOKEN"), help="or SHOP_TOKEN")
    parser.add_argument("--secret", default=os.environ.get("SHOP_SECRET"), help="or SHOP_SECRET")
    parser.add_argument("--name", default="GospelShop", help="name of the shop's account")
    parser.add_argument("--file", help="the shop's own database (default: a new one for each run)")
    parser.add_argument("--catalogue", default=here / "catalogue.json", help="what it sells")
    parser.add_argument("--port", type=int, default=8080, help="where its pages are")
    parser.add_argument("--shoppers", type=int, default=0, help="simulate so many instead of serving pages")
    parser.add_argument("--minutes", type=float, default=1.0, help="for how long")
    parser.add_argument("--pause", type=float, default=3.0, help="seconds between what a shopper does")
    parser.add_argument("--seed", type=int, default=1, help="another one has other shoppers")
    options = parser.parse_args()
    if not options.token or not options.secret:
        parser.error("give token and secret, as `cartui agents add NAME --role storefront` printed them")

    with tempfile.TemporaryDirectory() as folder:
        records = Records(options.file or str(Path(folder) / "shop.sqlite3"))
        cartui = Cartui(options.url, options.token)
        webhooks = f"{options.url.rstrip('/')}/v1/storefront/webhooks/{quote(quote(options.name))}"
        provider = Provider(records, webhooks, options.secret, options.seed)
        catalogue = Catalogue(**json.loads(Path(options.catalogue).read_text(encoding="utf-8")))
        shop = Shop(records, cartui, provider, catalogue)
        Teller(records, cartui).start()
        provider.start()
        if not options.shoppers:
            serve(shop, options.port)
            return 0
        summary = simulate(
            shop,
            cartui,
            provider,
            count=options.shoppers,
            seconds=options.minutes * 60,
            seed=options.seed,
            pause=options.pause,
        )
        print(json.dumps(summary, indent=2))
        return 1 if summary["different"] or summary["not_told"] else 0


if __name__ == "__main__":
    sys.exit(main())
