"""Widgets know models and messages, never a client."""
