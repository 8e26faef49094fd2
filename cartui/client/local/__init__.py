"""The client over a local database: ``store`` and ``rules`` behind the protocol."""

from cartui.client.local.client import LocalClient

__all__ = ["LocalClient"]
