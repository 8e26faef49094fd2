"""Asking at the terminal for what nobody may see."""

from cartui.model.errors import Invalid


def asked_unseen(prompt: str, would_be_shown: str) -> str:
    """What is typed, without showing it. Raises ``Invalid``, with that sentence where it would be shown."""
    import getpass
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(prompt)
    except EOFError:
        raise Invalid("Nothing was typed. Nothing was kept.") from None
    except getpass.GetPassWarning:
        raise Invalid(would_be_shown) from None
