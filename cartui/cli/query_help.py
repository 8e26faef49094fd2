"""The keys of a query line as ``--help`` lists them."""

from cartui.rules.query.keys import KeySet

_COLUMN = 11


def keys_help(keys: KeySet) -> str:
    r"""A line for each key with its words, or with an example, kept as it stands by click's ``\b``."""
    lines = [
        f"  {f'{key.name}:':<{_COLUMN}}{' '.join(key.choices) or f'as in {key.examples[0]}'}"
        for key in keys.keys.values()
    ]
    return "\n".join(["\b", "Keys of a query, with the words that they take:", *lines])
