"""What people write on carts, and how storefronts call things."""

from typing import Final

AGENTS: Final = ("alice", "bob", "chloe", "dipu")
"""Who works at the desk beside whoever looks at the demo."""

NOTES: Final = (
    "Gift wrap requested",
    "Customer requested gift wrapping, card says: Happy Eid!",
    "Call before delivery, the bell is broken",
    "Check quality before shipping",
    "Wants the blue from the photo, not the newer one",
    "Will confirm by email on Monday",
    "Struggles with the website, prefers the phone",
    "Leave with the guard at the gate",
    "Asked for an invoice in the company's name\nPO number to follow",
    "দুপুরের পরে ফোন করবেন",
    "ご自宅用、簡易包装",
)
"""Internal notes."""

TAGS: Final = ("gift", "callback", "quote", "b2b", "eid", "urgent", "returning", "phone", "exhibition")
"""Tags in use."""

STOREFRONT_CHANNELS: Final = (
    "Web shop",
    "Web shop",
    "Web shop",
    "Mobile app",
    "Mobile app",
    "Facebook",
    "GospelShop",
)
AGENT_CHANNELS: Final = ("Phone", "Phone", "Phone", "WhatsApp", "Showroom")
IMPORT_CHANNELS: Final = ("Old shop", "Marketplace")

BROWSERS: Final = (
    "Chrome 142 / Android",
    "Chrome 142 / Windows",
    "Safari 19 / iPhone",
    "Safari 19 / macOS",
    "Firefox 145 / Linux",
    "Firefox 145 / Windows",
    "Edge 142 / Windows",
    "Samsung Internet 28 / Android",
)
"""Browsers of visitors."""

NETWORKS: Final = ("192.0.2.", "198.51.100.", "203.0.113.")
"""Networks that belong to documentation (RFC 5737)."""

COUPONS: Final = {
    "BD": ("SAVE10", "EID500", "FREESHIP", "CORP50", "SUMMER25"),
    "US": ("SAVE10", "WELCOME10", "FREESHIP", "MUGS20"),
    "EU": ("SAVE10", "EURO5", "FREESHIP", "SUMMER25"),
    "GB": ("SAVE10", "BRICKLANE", "MUGS20"),
    "JP": ("SAVE10", "FREESHIP"),
    "KW": ("SAVE10", "VIP15"),
    "CA": ("SAVE10", "SUMMER25"),
    "IN": ("SAVE10", "FREESHIP", "CORP50"),
}
"""What shoppers of each market have heard of; some of it no longer counts."""

MARKET_WEIGHTS: Final = {"BD": 30, "US": 18, "EU": 17, "GB": 12, "JP": 8, "KW": 5, "CA": 4, "IN": 6}
"""How many carts of a hundred come from where."""
