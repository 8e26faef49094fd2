"""What holds the screens together: connection, changes, keys, drafts, memory, and leaving."""
