"""The client whose backend is a server, reached by HTTP: everything that ``cartui serve`` gives to a team."""

from cartui.client.rest.client import RestClient

__all__ = ["RestClient"]
