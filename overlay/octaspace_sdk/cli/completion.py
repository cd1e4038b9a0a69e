"""`octaspace completion`."""

from __future__ import annotations

from typing import Annotated

import typer

from octaspace_sdk.cli.command_tree import command, standalone

app = standalone()

SHELLS = {"bash": "bash", "zsh": "zsh", "fish": "fish", "powershell": "pwsh"}


@command(
    app,
    "completion",
    examples="""
    octaspace completion bash > ~/.local/share/bash-completion/completions/octaspace
    octaspace completion zsh > ~/.zfunc/_octaspace
    octaspace completion fish > ~/.config/fish/completions/octaspace.fish
    octaspace completion powershell >> $PROFILE
    """,
)
def completion(
    shell: Annotated[
        str, typer.Argument(metavar="bash|zsh|fish|powershell", autocompletion=lambda: list(SHELLS), help="The shell.")
    ],
) -> None:
    """Print the script that completes commands, options, and the ids of sessions and nodes, asked for as you type."""
    from typer._completion_shared import get_completion_script

    if shell not in SHELLS:
        raise typer.BadParameter(f"{shell!r} is none of {', '.join(SHELLS)}")
    typer.echo(get_completion_script(prog_name="octaspace", complete_var="_OCTASPACE_COMPLETE", shell=SHELLS[shell]))
