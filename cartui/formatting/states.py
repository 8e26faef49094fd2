"""States of orders as staff read them."""


def state_word(state: str) -> str:
    """A state as a word; what needs somebody is in capitals."""
    return {"pending": "PENDING", "on_hold": "ON HOLD"}.get(state, state)
