"""One idempotency key for one intention, however often it is asked for."""

from secrets import token_hex


class Intention:
    """What somebody means to be done once: asked again with the same arguments, it has the same key."""

    def __init__(self) -> None:
        """Nothing was asked for yet."""
        self._arguments: tuple[object, ...] | None = None
        self._key = ""

    def key_for(self, *arguments: object) -> str:
        """The key for these arguments: the one of the last call if they are equal, else a new one."""
        if arguments != self._arguments:
            self._arguments, self._key = arguments, token_hex(16)
        return self._key
