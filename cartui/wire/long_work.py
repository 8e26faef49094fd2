"""Which calls carry much or take their time, and how much time: both ends have to mean the same."""

from typing import Final

from cartui.wire.paths import VERSION

LARGE: Final = frozenset(f"{VERSION}/{path}" for path in ("imports", "shop", "bulk/dry-run", "bulk/prepare"))
"""Paths whose requests may be large: a bulk change may name a hundred thousand carts."""

LONG: Final = LARGE | {f"{VERSION}/upkeep", f"{VERSION}/purge", f"{VERSION}/digest/send"}
"""Paths whose work may take its time."""

LONG_SECONDS: Final = 900.0
"""How long the server gives such work, and how long a client waits for it."""
