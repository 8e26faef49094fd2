"""Tables, migrations, sessions and queries, on SQLite and PostgreSQL."""
