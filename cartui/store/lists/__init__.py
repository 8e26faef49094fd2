"""Long lists, of whatever kind: read by keyset, without looking at more rows than a bound allows."""
