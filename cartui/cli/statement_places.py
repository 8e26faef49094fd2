"""Where the desk looks for statements, and what keeps a mapping that is made there."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cartui.screens.desk.statement_places import StatementPlaces
    from cartui.settings.loading import Configuration


def statement_places(configuration: "Configuration") -> "StatementPlaces":
    """The folder and the mappings of the settings."""
    from cartui.screens.desk.statement_places import StatementPlaces

    return StatementPlaces(
        configuration.statement_folder,
        configuration.mappings,
        keep=partial(_keep_mapping, configuration.file),
    )


def _keep_mapping(file: Path, name: str, text: str) -> Path:
    """Keep a mapping; what writes settings is loaded only now. See ``settings.mappings.keep_mapping``."""
    from cartui.settings.mappings import keep_mapping

    return keep_mapping(file, name, text)
