"""Config files written down in a test: what is made of them, and what is said of their mistakes."""

import pytest

from cartui.settings.errors import SettingsError
from cartui.settings.loading import Configuration, Options, load_configuration
from cartui.settings.paths import Paths


def load(paths: Paths, text: str = "", options: Options | None = None, **environment: str) -> Configuration:
    """Load a config file of this text."""
    paths.config.mkdir(exist_ok=True)
    paths.config_file.write_text(text, encoding="utf-8")
    return load_configuration(options, environment=environment, paths=paths)


def complaints(paths: Paths, text: str, options: Options | None = None, **environment: str) -> list[str]:
    """What is said of a config that cannot be used; the file without its folder."""
    with pytest.raises(SettingsError) as caught:
        load(paths, text, options, **environment)
    return str(caught.value).replace(f"{paths.config}/", "").splitlines()
