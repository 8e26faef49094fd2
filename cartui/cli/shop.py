"""``cartui shop``: what the business decides, as a file and back (decision 16)."""

from typing import TYPE_CHECKING

import typer

from cartui.cli.files import InputFile, name_of, read_text
from cartui.cli.invocation import invocation_of
from cartui.cli.options import AsJson, new_group
from cartui.cli.output import narrate, put, put_json

if TYPE_CHECKING:
    from cartui.client.protocol import Client
    from cartui.model.shop import Shop

app = new_group("Set up the shop: markets, tax, price levels, coupons.")


@app.command("apply")
def apply_shop(context: typer.Context, file: InputFile, as_json: AsJson = False) -> None:
    """Make the shop what the file says. What `shop show` prints changes nothing."""
    from cartui.imports.shop_file import read_shop

    wanted = read_shop(read_text(file), file=name_of(file))

    async def work(client: "Client") -> "tuple[Shop, Shop]":
        return await client.shop.get(), await client.shop.apply(wanted)

    before, shop = invocation_of(context).run(work)
    if as_json:
        put_json(_shop_json(shop))
        return
    narrate(
        f"{shop.settings.name}: markets {len(shop.markets)}, price levels {len(shop.price_levels)}, "
        f"tax rates {len(shop.tax_rates)}, coupons {len(shop.coupons)}: {_changed(before, shop)}"
    )


@app.command()
def show(context: typer.Context, as_json: AsJson = False) -> None:
    """Print the shop as the file that `shop apply` takes, or as JSON."""
    invocation = invocation_of(context)
    invocation.command = "shop show"  # of this group only `apply` may begin a new database
    shop = invocation.run(lambda client: client.shop.get())
    if as_json:
        put_json(_shop_json(shop))
        return
    from cartui.imports.shop_file import write_shop

    put(write_shop(shop).rstrip("\n"))


def _changed(before: "Shop", after: "Shop") -> str:
    """Which sections of the shop's file became others."""
    keys = [key for key, value in _shop_json(after).items() if value != _shop_json(before)[key]]
    return f"changed {', '.join(keys).replace('_', ' ')}" if keys else "nothing changed"


def _shop_json(shop: "Shop") -> dict[str, object]:
    """The shop with the keys of its file."""
    shape = shop.model_dump(mode="json", by_alias=True)
    return {"shop": shape.pop("settings")} | shape
