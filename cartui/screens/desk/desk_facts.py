"""What the first line of every screen says."""

from dataclasses import replace
from datetime import datetime

from cartui.client.protocol import Unavailable
from cartui.formatting.counts import short_count
from cartui.screens.desk.desk import Desk
from cartui.screens.desk.reach_signs import alarm, reach_signs
from cartui.widgets.backend_name import BackendName, agent_text
from cartui.widgets.cart_header import CartHeader
from cartui.widgets.desk_header import DeskHeader


def show_desk(header: DeskHeader | CartHeader, desk: Desk, known_at: datetime | None = None) -> None:
    """Fill the header with what the desk knows by now; ``known_at``: the screen shows what was known then."""
    header.backend = backend_name(desk)
    header.agent = agent_of(desk)
    if isinstance(header, DeskHeader):
        header.shop = shop_name(desk)
        header.figures = _waiting(desk, "orders to approve")
        header.short_figures = _waiting(desk, "approve")
    else:
        header.locked = _locked(desk)
    number = header.number if isinstance(header, CartHeader) else ""
    header.signs = tuple(reach_signs(desk, known_at, said=number))
    header.alarm = alarm(desk)


def agent_of(desk: Desk) -> str:
    """Who works, as what; empty while a server has not said yet whose token this is."""
    try:
        actor = desk.client.actor
    except Unavailable:
        return ""
    return agent_text(actor.name, actor.role)


def backend_name(desk: Desk) -> BackendName:
    """The backend's name with what is to be seen beside it as far as that is known by now."""
    if not desk.is_open:
        page = desk.saved_rows.page
        return desk.backend if page is None else replace(desk.backend, demo=page.demo)
    read_only = desk.backend.read_only or not desk.client.capabilities.writes
    return replace(desk.backend, read_only=read_only, demo=desk.shop.settings.demo)


def shop_name(desk: Desk) -> str:
    """The shop's name; until it is open, what it was the last time, so that the line does not jump."""
    page = desk.saved_rows.page
    if desk.is_open or page is None:
        return desk.shop.settings.name if desk.is_open else ""
    return page.shop


def _waiting(desk: Desk, to_approve: str) -> str:
    """What waits in the shop."""
    waiting = desk.waiting
    parts = []
    if waiting.carts is not None:
        parts.append(f"carts {short_count(waiting.carts)}")
    if locked := _locked(desk):
        parts.append(locked)
    if waiting.to_approve is not None and waiting.to_approve.value:
        parts.append(f"{to_approve} {short_count(waiting.to_approve)}")
    return " · ".join(parts)


def _locked(desk: Desk) -> str:
    """How many carts are locked, where any are."""
    locked = desk.waiting.locked
    return f"LOCKED {short_count(locked)} ▲" if locked is not None and locked.value else ""
