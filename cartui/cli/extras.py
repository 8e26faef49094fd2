"""The extras of the package: what each adds to cartui, and whether it is installed."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Extra:
    """Libraries that not everybody needs, and that are installed as ``cartui[name]``."""

    name: str
    modules: tuple[str, ...]
    """What is imported of them; all have to be there."""
    purpose: str
    """What they are for, as the end of a sentence."""

    @property
    def is_installed(self) -> bool:
        """Whether all of it can be imported; nothing is imported for it."""
        from importlib.util import find_spec

        return all(find_spec(module) for module in self.modules)


EXTRAS: Final = (
    Extra("server", ("fastapi", "h11", "standardwebhooks", "starlette", "uvicorn"), "for `cartui serve`"),
    Extra("postgres", ("psycopg",), "for a database of PostgreSQL"),
    Extra("keyring", ("keyring",), "to keep tokens in the system's store of secrets rather than in a file"),
)
"""All but the one for PDFs, of which more is told than whether it is there."""
