"""Idempotency: a repeat of a call with the same key gives the first answer (client.protocol)."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import BaseModel

from cartui.client.local.backend import LocalBackend
from cartui.model.errors import Invalid
from cartui.rules.permissions import Operation

if TYPE_CHECKING:
    from sqlalchemy import Connection

M = TypeVar("M", bound=BaseModel)

LONGEST_KEY = 200
"""Most characters of a key."""


_SURROGATE: Final = re.compile("[\ud800-\udfff]")
"""Half of a character, as a terminal delivers what is not UTF-8; no database takes it."""


def fingerprint(*call: object) -> str:
    """What tells two calls with one key apart: the call's name and its arguments, hashed."""
    plain = json.dumps(call, default=_plain, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


async def write_once(
    backend: LocalBackend,
    operation: Operation,
    key: str | None,
    call: tuple[object, ...],
    model: type[M],
    work: "Callable[[Connection], M]",
) -> M:
    """Run ``work`` in one write transaction, unless this actor's ``key`` has an answer: then give that.

    ``call`` is the name of the call and its arguments. The answer is saved in the transaction of the work:
    both are there or neither. Raises ``Forbidden``, and ``Invalid`` for a key that was used for another call.
    """
    if key is None:
        return await backend.write(operation, work)
    _ensure_key(key)
    return await backend.write(
        operation, lambda connection: _once(backend, connection, key, call, model, work)
    )


async def answered(
    backend: LocalBackend, key: str | None, call: tuple[object, ...], model: type[M]
) -> M | None:
    """The answer that this actor's ``key`` has already, for work that is long before it is written.

    ``None`` where it has none yet. Raises ``Invalid`` as :func:`write_once` does.
    """
    if key is None:
        return None
    _ensure_key(key)
    return await backend.read(lambda connection: _known(backend, connection, key, fingerprint(*call), model))


def _ensure_key(key: str) -> None:
    """Raise ``Invalid`` for what cannot be a key."""
    if not key or len(key) > LONGEST_KEY or _SURROGATE.search(key):
        raise Invalid(f"an idempotency key has 1 to {LONGEST_KEY} characters that UTF-8 has")


def _known(backend: LocalBackend, connection: "Connection", key: str, mark: str, model: type[M]) -> M | None:
    """The answer of the key, if it has one to the call of that fingerprint. Raises ``Invalid``."""
    from cartui.store.idempotency import load_reply

    known = load_reply(connection, backend.actor.name, key)
    if known is None:
        return None
    if known.fingerprint != mark:
        raise Invalid("this idempotency key was used for something else")
    return model.model_validate_json(known.reply)


def _once(
    backend: LocalBackend,
    connection: "Connection",
    key: str,
    call: tuple[object, ...],
    model: type[M],
    work: "Callable[[Connection], M]",
) -> M:
    """The answer of the key, made now or earlier."""
    from cartui.store.idempotency import save_reply

    mark = fingerprint(*call)
    known = _known(backend, connection, key, mark, model)
    if known is not None:
        return known
    answer = work(connection)
    save_reply(
        connection,
        backend.actor.name,
        key,
        operation=str(call[0]),
        fingerprint=mark,
        reply=answer.model_dump_json(),
        at=backend.clock(),
        cart_id=_cart_shown_in(answer),
    )
    return answer


def _cart_shown_in(answer: BaseModel) -> str | None:
    """The id of the cart that the answer shows, with which it is purged; ``None`` for an answer of others."""
    from cartui.model.cart import Cart
    from cartui.model.history import HistoryEntry
    from cartui.model.locks import PaymentTaken
    from cartui.model.message import OutboxMessage
    from cartui.model.sharing import SharedPage

    match answer:
        case Cart():
            return answer.id
        case PaymentTaken():
            return answer.cart.id
        case HistoryEntry() | OutboxMessage() | SharedPage():
            return answer.cart_id
        case _:
            return None


def _plain(value: object) -> object:
    """What JSON can hold of an argument."""
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else str(value)
