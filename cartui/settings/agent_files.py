"""What is kept on this machine for one agent in one shop, each in a file of its own (decision 26)."""

from hashlib import sha256
from pathlib import Path

from cartui.settings.backends import Backend


def agent_file(folder: Path, backend: Backend, agent: str) -> Path:
    """The file of that agent in a folder.

    A profile that is pointed at another place begins anew: what was done in one shop means nothing in
    another.
    """
    whose = "\0".join((backend.profile, backend.url or backend.database, agent))
    return folder / f"{sha256(whose.encode(errors='surrogatepass')).hexdigest()[:32]}.json"
