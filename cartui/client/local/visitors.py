"""What is known of a visitor from what their browser and their address tell.

Both tables come with libraries that take their time to load: only what a shop tells waits for them.
"""

from functools import lru_cache
from typing import Final

from cartui.model.cart import Visitor
from cartui.model.storefront import ShopVisitor

_LONGEST: Final = 1_000
"""Characters of a browser's name for itself that are looked at: there is no end to what one may send."""


def visitor_of(said: ShopVisitor) -> Visitor:
    """Who fills a cart, as a shop knows them; whether they signed in is another matter."""
    return Visitor(
        session_id=said.session_id,
        browser=_browser(said.user_agent[:_LONGEST]) if said.user_agent else "",
        ip=said.ip,
        country=said.country or (_country(said.ip) if said.ip else ""),
    )


def known_by_now(before: Visitor | None, said: Visitor) -> Visitor | None:
    """What was known of a visitor with what is said of them now; ``None``: nothing is."""
    if before is None:
        return None if said == Visitor() else said
    if said.ip:  # whose country goes with it
        before = before.model_copy(update={"country": ""})
    news = {name: value for name, value in said.model_dump(exclude={"user_type"}).items() if value}
    return before.model_copy(update=news)


@lru_cache(1_024)
def _browser(user_agent: str) -> str:
    """The browser as people call it, with what it runs on: ``Chrome 142 / Android``."""
    from ua_parser import parse

    found = parse(user_agent)
    browser = "" if found.user_agent is None else f"{found.user_agent.family} {found.user_agent.major or ''}"
    system = "" if found.os is None else found.os.family
    return " / ".join(filter(None, (browser.strip(), system)))


def _country(ip: str) -> str:
    """Where an address belongs to, as far as the registries say; empty: nobody knows."""
    from iptocc import country_code

    return country_code(ip) or ""
