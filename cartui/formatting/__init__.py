"""Models to text for people: money, dates, addresses in a locale."""
