"""Every command says what it does and shows how, and nothing is loaded to say so."""

from __future__ import annotations

import shlex
import subprocess
import sys

import pytest
from tests.cli.command_tree import LEAVES, PATHS, commands, root

from octaspace_sdk import __version__
from octaspace_sdk.cli.invocation import Invocation
from octaspace_sdk.cli.program import COMMANDS

EXAMPLES = [line for _, command in [((), root()), *commands()] for line in (command.epilog or "").splitlines()]


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_every_command_has_help(octaspace, path):
    result = octaspace(*path, "--help")
    assert (result.status, result.errors) == (0, "")
    assert result.output.startswith(f"Usage: octaspace {' '.join(path)} ")
    assert "--output" in result.output
    assert octaspace(*path, "-h").output == result.output


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_command_has_examples(octaspace, path):
    output = octaspace(*path, "--help").output
    assert f"  octaspace {path[0]}" in output.partition("Examples:")[2]


@pytest.mark.parametrize("line", EXAMPLES)
def test_every_example_is_a_command_with_options_that_there_are(line):
    words = shlex.split(line.partition(" < ")[0].partition(" > ")[0].partition(" >> ")[0])
    assert words.pop(0) == "octaspace"
    context = root().make_context("octaspace", list(words), obj=Invocation())
    while hasattr(command := context.command, "list_commands"):
        _, rest, _ = command.make_parser(context).parse_args(words)
        if not rest:
            break
        name, found, words = command.resolve_command(context, rest)
        context = found.make_context(name, list(words), parent=context)


def test_help_of_the_program_has_every_command(octaspace):
    output = octaspace("--help").output
    for name, (_, text) in COMMANDS.items():
        assert f"  {name} " in output
        assert text.split(".")[0] in output


def test_group_without_a_command_prints_its_help(octaspace):
    result = octaspace("vpn")
    assert result.status == 0
    assert "relays" in result.output


def test_program_without_a_command_prints_its_help(octaspace):
    assert octaspace().output == octaspace("--help").output


def test_version(octaspace):
    assert octaspace("--version").output == f"octaspace {__version__}\n"
    versions = octaspace("version", "-o", "json").json
    assert versions["sdk"] == __version__
    assert list(versions) == ["sdk", "api", "python", "httpx", "typer", "rich"]


@pytest.mark.slow
@pytest.mark.parametrize("option", ["--version", "--help"])
def test_nothing_of_httpx_or_rich_is_imported(option):
    code = (
        "import sys; from octaspace_sdk.cli.program import run; "
        f"assert run([{option!r}]) == 0; "
        "print(*[name for name in ('httpx', 'httpcore', 'rich', 'octaspace_sdk.client') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == ""


@pytest.mark.slow
def test_without_its_extra_the_program_says_what_to_install():
    code = (
        "import sys; sys.modules['segno'] = None; from importlib import util; find = util.find_spec; "
        "util.find_spec = lambda name: None if name in ('typer', 'segno') else find(name); "
        "from octaspace_sdk.cli.entry import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "octaspace: typer, segno missing; install the extra: pip install 'octaspace-sdk[cli]'\n"
