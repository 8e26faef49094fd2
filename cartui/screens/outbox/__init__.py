"""Messages that leave by mail: what became of each, and what a person decides about one."""
