"""Screens compose widgets and call the client in workers."""
