"""The language of the query line: read, checked, completed, written, and what it means now."""
