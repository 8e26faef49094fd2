"""Who may not buy: the list of them, blocking somebody, and finding out whether somebody is blocked."""
