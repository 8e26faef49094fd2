"""The shop of the demo, read by the same door as ``cartui shop apply``."""

from functools import lru_cache
from importlib.resources import files

from cartui.imports.shop_file import read_shop
from cartui.model.shop import Shop


@lru_cache(maxsize=1)
def demo_shop() -> Shop:
    """Markets, levels, services, taxes and coupons of the demo."""
    return read_shop(files("cartui.demo").joinpath("shop.toml").read_text(encoding="utf-8"), file="shop.toml")
