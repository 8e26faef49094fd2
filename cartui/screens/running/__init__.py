"""What runs the desk around its screens: the connection, what changes elsewhere, memory, and leaving."""
