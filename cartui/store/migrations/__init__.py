"""Alembic's scripts, which bring a database of an older program to this one's schema."""
