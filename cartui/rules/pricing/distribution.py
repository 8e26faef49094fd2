"""Spreading an amount over parts so that the parts sum to it exactly."""

from collections.abc import Sequence


def distribute(amount: int, weights: Sequence[int]) -> list[int]:
    """Split ``amount`` in proportion to ``weights`` by largest remainder.

    Each part is first its share rounded towards zero; the units left over go one each to the largest
    remainders, and among equal remainders to the earlier part. So the parts sum to ``amount``, each is less
    than one away from its exact share, and none exceeds its weight where ``amount`` is at most the sum of
    weights. Weights that are all zero count as equal. A negative amount is split as its positive twin is.

    Raises:
        ValueError: A weight is negative, or there is an amount and nothing to carry it.
    """
    if amount < 0:
        return [-part for part in distribute(-amount, weights)]
    if not weights:
        if amount:
            raise ValueError(f"there is nothing to spread {amount} over")
        return []
    if min(weights) < 0:
        raise ValueError("a weight cannot be negative")
    whole = sum(weights)
    if not whole:
        return distribute(amount, [1] * len(weights))
    parts: list[int] = []
    remainders: list[int] = []
    for weight in weights:
        part, remainder = divmod(amount * weight, whole)
        parts.append(part)
        remainders.append(remainder)
    left = amount - sum(parts)
    if left:
        # A stable sort keeps the earlier of two equal remainders in front.
        for index in sorted(range(len(parts)), key=remainders.__getitem__, reverse=True)[:left]:
            parts[index] += 1
    return parts
