"""What the first line of every screen says."""

from cartui.model.query import Count
from cartui.screens.desk import Desk
from cartui.widgets.desk_header import DeskHeader


def show_desk(header: DeskHeader, desk: Desk) -> None:
    """Fill the header with what the desk knows by now."""
    client = desk.client
    header.shop = f"{desk.shop.settings.name} ({client.capabilities.backend})" if desk.is_open else ""
    header.short_shop = desk.shop.settings.name if desk.is_open else ""
    header.agent = f"{client.actor.name} · {client.actor.role}"
    header.demo = desk.is_open and desk.shop.settings.demo
    header.figures = _waiting(desk, "orders to approve")
    header.short_figures = _waiting(desk, "approve")


def show_count(count: Count) -> str:
    """A count as people read it; ``1,000+`` where nobody counted any further."""
    return f"{count.value:,}{'' if count.exact else '+'}"


def _waiting(desk: Desk, to_approve: str) -> str:
    """What waits in the shop."""
    waiting = desk.waiting
    parts = []
    if waiting.carts is not None:
        parts.append(f"carts {show_count(waiting.carts)}")
    if waiting.locked is not None and waiting.locked.value:
        parts.append(f"LOCKED {show_count(waiting.locked)} ▲")
    if waiting.to_approve is not None and waiting.to_approve.value:
        parts.append(f"{to_approve} {show_count(waiting.to_approve)}")
    return " · ".join(parts)
