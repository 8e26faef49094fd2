"""PostgreSQL: its pool and its one writer, its schema, its texts and its troubles."""
