"""Working on a local database as one of its accounts, by name: whoever let one in vouches for that."""

from sqlalchemy import Connection

from cartui.model.agent import Actor
from cartui.model.errors import Forbidden, Unauthenticated
from cartui.rules.accounts import account_named, why_no_person
from cartui.store.agents import load_agents


def as_account(connection: Connection, actor: Actor) -> Actor:
    """The actor with name and role of their account.

    Raises ``Unauthenticated`` where they have none, and ``Forbidden`` where it is a shop's.
    """
    account = account_named(load_agents(connection), actor.name)
    if account is None or account.revoked_at is not None:
        had = "has no account in this shop any more" if account else "has no account in this shop"
        raise Unauthenticated(f"{actor.name} {had}: an admin gives one with `cartui agents add`.")
    no_person = why_no_person(account.name, account.role)
    if no_person:
        raise Forbidden(no_person)
    return actor.model_copy(update={"name": account.name, "role": account.role})


class AccountCheck:
    """What the client of such an actor asks of the database at every unit of work."""

    def __init__(self, actor: Actor) -> None:
        """For the actor as they were let in."""
        self._let_in = actor

    def __call__(self, connection: Connection) -> None:
        """Raise ``Unauthenticated`` where the account was revoked meanwhile, or its role is another one."""
        now = as_account(connection, self._let_in)
        if now != self._let_in:
            raise Unauthenticated(f"{now.name} works as {now.role} by now: open the desk again.")
