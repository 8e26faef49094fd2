"""``cartui digest``: what waits for somebody in the morning."""

from enum import StrEnum
from typing import Annotated

import typer

from cartui.cli.invocation import invocation_of
from cartui.cli.options import AsJson
from cartui.cli.output import put, put_json

app = typer.Typer(rich_markup_mode=None, add_completion=False)


class Format(StrEnum):
    """How a digest is written."""

    TEXT = "text"
    HTML = "html"
    JSON = "json"


def _remember_json(context: typer.Context, value: Format) -> Format:
    """Let errors be JSON too, whatever comes after."""
    if value is Format.JSON:
        invocation_of(context).as_json = True
    return value


@app.command()
def digest(
    context: typer.Context,
    form: Annotated[
        Format,
        typer.Option("--format", help="How it is written.", is_eager=True, callback=_remember_json),
    ] = Format.TEXT,
    as_json: AsJson = False,
) -> None:
    """List locked carts, orders that wait for long, carts that could not be placed, payments without an order.

    Times are on your own clock where your settings name a time zone, and else on the shop's.
    """
    invocation = invocation_of(context)
    now = invocation.run(lambda client: client.digest.get())
    if as_json or form is Format.JSON:
        from cartui.documents.json_shapes import digest_json

        put_json(digest_json(now))
        return
    from cartui.documents.digest_words import DigestWords

    words = DigestWords(now, invocation.configuration.settings.display.timezone or None)
    if form is Format.HTML:
        from cartui.documents.digest_html import digest_html

        put(digest_html(words))
        return
    from cartui.documents.digest_text import digest_text

    put(digest_text(words))
