"""The headers that both ends use, and how an idempotency key is written in one."""

from typing import Final
from urllib.parse import quote, unquote

from cartui.model.errors import Invalid

IDEMPOTENCY_KEY: Final = "Idempotency-Key"
ORIGIN: Final = "Cartui-Origin"
"""From where a change is made: ``desk``, ``cli`` or ``import``."""
LAST_EVENT: Final = "Last-Event-ID"

LONGEST_KEY_HEADER: Final = 2_500
"""Characters of an encoded key: 200 of them take at most twelve each, and the quotes."""


def key_header(key: str) -> str:
    """The header of a key, as the IETF's draft has it: a quoted string, here of percent-encoded UTF-8."""
    return f'"{quote(key, safe="!#$&()*+,/:;=?@[]^`{|}~", errors="surrogatepass")}"'


def key_of(header: str) -> str:
    """The key that a header says, quoted or bare. Raises ``Invalid`` for one that is no UTF-8."""
    bare = header.strip()
    if len(bare) > 1 and bare.startswith('"') and bare.endswith('"'):
        bare = bare[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    try:
        return unquote(bare, errors="strict")
    except UnicodeDecodeError:
        raise Invalid(f"The header {IDEMPOTENCY_KEY} holds bytes that are no UTF-8.") from None
