"""What cannot be done here at all, whatever the cursor stands on: by this role, or with this backend."""

from cartui.commands.command import CommandClass
from cartui.model.agent import Role
from cartui.model.capabilities import Capabilities
from cartui.rules.permissions import refusal_of

READ_ONLY = "Nothing can be changed here: it is open for reading only."

RESTRICTED = "Your login is for this desk alone."


def why_never(
    command: CommandClass, role: Role, capabilities: Capabilities, *, read_only: bool = False
) -> str | None:
    """Why this role cannot do the command with this backend, in a sentence; ``None``: it can.

    ``read_only``: the agent asked for that, whatever the role.
    """
    if command.operation is None:
        return None
    if read_only:
        return READ_ONLY
    reason = refusal_of(role, command.operation, command.actions)
    if reason:
        return reason
    if not capabilities.writes:
        return READ_ONLY
    if command.actions and not capabilities.actions.intersection(command.actions):
        return f"This server cannot do that: {command.title.lower()}."
    return None
