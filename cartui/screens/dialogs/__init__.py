"""Questions and forms that more than one screen asks."""
