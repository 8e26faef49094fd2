"""The two looks of the desk: calm, with one accent."""

from typing import Final

from textual.theme import Theme

DARK: Final = Theme(
    name="cartui-dark",
    primary="#5f9ea0",
    secondary="#87afaf",
    accent="#6fb3b8",
    warning="#d7a657",
    error="#e0787a",
    success="#87af87",
    foreground="#d0d4d8",
    background="#15191d",
    surface="#15191d",
    panel="#23292f",
    boost="#1d2227",
    dark=True,
    variables={"block-cursor-background": "#6fb3b8", "block-cursor-foreground": "#15191d"},
)

LIGHT: Final = Theme(
    name="cartui-light",
    primary="#2f6f73",
    secondary="#4a7f82",
    accent="#1f6f74",
    warning="#8a5a00",
    error="#a8282d",
    success="#3f6f3f",
    foreground="#20262b",
    background="#fbfbf9",
    surface="#fbfbf9",
    panel="#e9ecea",
    boost="#f2f3f1",
    dark=False,
    variables={"block-cursor-background": "#1f6f74", "block-cursor-foreground": "#fbfbf9"},
)

THEMES: Final = (DARK, LIGHT)
"""Both of them."""
