"""``cartui agents``: who may come in over a server, as what, and until when."""

from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.invocation import Invocation, invocation_of
from cartui.cli.options import AsJson, Limit, new_group
from cartui.cli.output import narrate, pairs, put, put_json, table
from cartui.model.agent import Role

if TYPE_CHECKING:
    from cartui.client.protocol import Client
    from cartui.model.agent import Agent

app = new_group("Say who may come in over a server, and as what.")

_ROLES = "|".join(Role)

_SHOPS_SECRETS = (
    "This is the only time that both are shown.\n"
    "Its program sends the token with every request, as Authorization: Bearer TOKEN, to\n\n"
    "  {url}/v1/storefront\n\n"
    "and its payment provider signs webhooks with the secret. docs/storefront.md says how."
)
"""What is said to whoever made the account of a shop."""

AgentName = Annotated[str, typer.Argument(metavar="NAME", help="The agent's name, as the history has it.")]
"""Whose account it is."""


@app.command("list")
def list_agents(context: typer.Context, as_json: AsJson = False) -> None:
    """List all accounts, the revoked ones too. Admins only."""
    from cartui.documents.json_shapes import agents_json

    invocation = invocation_of(context)
    found = invocation.run(lambda client: client.agents.list())
    if as_json:
        put_json(agents_json(found))
        return
    rows = [
        (each.name, each.role, invocation.times(each.created_at), invocation.times(each.revoked_at))
        for each in found
    ]
    put(table(("Name", "Role", "Since", "Revoked"), rows))


@app.command()
def history(
    context: typer.Context,
    limit: Limit = 200,
    as_json: AsJson = False,
) -> None:
    """List what was done with accounts, and by whom, the latest first. Admins only."""
    from cartui.documents.json_shapes import agent_history_json

    invocation = invocation_of(context)
    found = invocation.run(lambda client: client.agents.history(limit=limit))
    if as_json:
        put_json(agent_history_json(found))
        return
    rows = [(invocation.times(each.at), each.name, each.kind, each.role, each.agent) for each in found]
    put(table(("When", "Name", "What", "Role", "By"), rows))


@app.command()
def add(
    context: typer.Context,
    name: AgentName,
    role: Annotated[
        Role,
        typer.Option(
            metavar=_ROLES,
            help="What they may do; each may all that the ones before may. storefront is for a shop's "
            "program, which tells of its carts and may nothing else.",
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Give somebody an account, and print its token, which nobody can read a second time.

    For a shop (--role storefront) the secret is printed, too, with which its webhooks are signed. A revoked
    account is given back with a new token and this role. Admins only.
    """
    invocation = invocation_of(context)
    new = invocation.run(lambda client: client.agents.add(name, role))
    if as_json:
        from cartui.documents.json_shapes import new_agent_json

        put_json(new_agent_json(new))
        return
    facts = [("name", new.agent.name), ("role", new.agent.role), ("token", new.token.get_secret_value())]
    if new.webhook_secret is not None:
        put(pairs([*facts, ("webhook secret", new.webhook_secret.get_secret_value())]))
        narrate("\n" + _SHOPS_SECRETS.format(url=_address(invocation)))
        return
    put(pairs(facts))
    narrate(
        "\n"
        "This is the only time that the token is shown: the database has no copy of it.\n"
        f"Give it to {new.agent.name} on a way that nobody else reads. At their machine,\n\n"
        f"  cartui login --url {_address(invocation)}\n\n"
        "asks for it; a script has it as CARTUI_TOKEN in its environment."
    )


@app.command()
def revoke(context: typer.Context, name: AgentName, as_json: AsJson = False) -> None:
    """Take somebody's token back: from now on nobody gets in with it. Admins only.

    The account stays in the list, and its name in every history. A revoked one is given as it is.
    """
    from cartui.rules.accounts import is_last_admin

    async def work(client: "Client") -> "tuple[Agent, bool]":
        before = await client.agents.list()
        revoked = await client.agents.revoke(name)
        return revoked, is_last_admin(before, revoked)

    invocation = invocation_of(context)
    revoked, was_last = invocation.run(work)
    if as_json:
        put_json(revoked.model_dump(mode="json"))
    else:
        narrate(f"{revoked.name} cannot come in any more since {invocation.times(revoked.revoked_at)}.")
    if was_last:
        narrate(
            "warning: no account in force is an admin's now. Here, where the database is, you can still make "
            "one: `cartui agents add NAME --role admin`."
        )


def _address(invocation: Invocation) -> str:
    """The server's address, as far as it is known here."""
    return invocation.configuration.backend.url or "ADDRESS-OF-YOUR-SERVER"
