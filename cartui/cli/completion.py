"""``cartui completion``: the scripts by which shells complete commands, options and their values."""

from typing import Annotated

import typer

from cartui.cli.options import new_group
from cartui.cli.output import put

app = new_group("Print what makes your shell complete cartui's commands and options.")


@app.command()
def bash() -> None:
    """Print the script for bash: eval "$(cartui completion bash)" in ~/.bashrc."""
    from cartui.cli.completion_scripts import BASH

    put(BASH.rstrip("\n"))


@app.command()
def zsh() -> None:
    """Print the script for zsh, to be kept as _cartui in a folder of $fpath, or eval'ed after compinit."""
    from cartui.cli.completion_scripts import ZSH

    put(ZSH.rstrip("\n"))


@app.command()
def fish() -> None:
    """Print the script for fish, to be kept as ~/.config/fish/completions/cartui.fish."""
    from cartui.cli.completion_scripts import FISH

    put(FISH.rstrip("\n"))


@app.command(hidden=True)
def candidates(words: Annotated[list[str] | None, typer.Argument(metavar="WORD...")] = None) -> None:
    """Print what the last of these words, begun or empty, can become; the scripts call it at each tab."""
    from cartui.cli.completing import complete, completion_lines, program

    put(completion_lines(complete(program(), words or [""])))
