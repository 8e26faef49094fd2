"""Where cartui keeps its files: the platform's folders, or all of them under ``CARTUI_HOME``."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "CARTUI_HOME"
"""Environment variable that names one folder for everything."""


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one user. None of them needs to exist."""

    config: Path
    """Folder of the config file."""
    data: Path
    """Folder of the local databases."""
    state: Path
    """Folder of the log and of what is remembered between two starts."""

    @property
    def config_file(self) -> Path:
        """The config file that is read without ``--config``."""
        return self.config / "config.toml"

    @property
    def database(self) -> Path:
        """The database that is used when nothing names another."""
        return self.data / "cartui.sqlite3"

    @property
    def demo_database(self) -> Path:
        """The database of ``cartui demo``: never the default one (decision 27)."""
        return self.data / "demo.sqlite3"

    @property
    def log(self) -> Path:
        """The log."""
        return self.state / "cartui.log"


def find_paths(environment: Mapping[str, str] | None = None) -> Paths:
    """The folders of the user whose environment this is (this process's own, unless given)."""
    home = (os.environ if environment is None else environment).get(HOME_VARIABLE)
    if home:
        folder = Path(home).expanduser().absolute()
        return Paths(config=folder, data=folder / "data", state=folder / "state")
    from platformdirs import PlatformDirs

    folders = PlatformDirs("cartui", appauthor=False)
    return Paths(config=folders.user_config_path, data=folders.user_data_path, state=folders.user_state_path)


def make_private_folder(folder: Path) -> None:
    """Create a folder that only its owner can enter, and those above it; what exists is left as it is."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(exist_ok=True)  # says so where it is a file
