"""Shares in percent, as a column of them has room for."""


def show_share(hundredths: int) -> str:
    """Hundredths of a percent with one decimal, rounded half up: ``12.3 %``."""
    tenths = (hundredths + 5) // 10
    return f"{tenths // 10}.{tenths % 10} %"
