"""What people are called who gave no name."""

from typing import Final

GUEST: Final = "Guest"
"""Stands for a customer without a name."""
