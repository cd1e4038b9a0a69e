"""Groups and commands: each takes the global options, has examples, and is imported when it is run."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from importlib import import_module
from textwrap import dedent, indent
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from octaspace_sdk.cli.global_options import global_options, is_global

Function = TypeVar("Function", bound=Callable[..., None])


def group(help_text: str, *, runs_alone: bool = False) -> typer.Typer:
    """Return a group of commands.

    Args:
        help_text: What it is about.
        runs_alone: Whether it does something without a command, in place of printing its help: `list`, else `show`.
    """
    return typer.Typer(cls=Group, help=help_text, no_args_is_help=not runs_alone, **PLAIN)


def standalone() -> typer.Typer:
    """Return what holds a single command, which is called by the name of its module's entry in `program.COMMANDS`."""
    return typer.Typer(**PLAIN)


PLAIN: dict[str, Any] = {"rich_markup_mode": None, "add_completion": False, "pretty_exceptions_enable": False}
"""Plain help: rich takes as long to import as all else that `--help` needs."""


def command(
    app: typer.Typer, name: str, *, examples: str, cls: type[Command] | None = None
) -> Callable[[Function], Function]:
    """Return a decorator that makes a function a command of a group.

    Args:
        app: The group.
        name: The name of the command.
        examples: Lines to paste, for its help.
        cls: A class of its own, where its help says more.
    """
    return app.command(name, cls=cls or Command, epilog=inspect.cleandoc(examples))


class _Helpful:
    """Base class of groups and commands: their help, and the context that errors refer to."""

    epilog: str | None

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Note which command it is, for what an error says."""
        if ctx.obj is not None:  # it is None while a shell completes
            ctx.obj.context = ctx
        parsed: list[str] = super().parse_args(ctx, args)  # type: ignore[misc]
        return parsed

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options in three parts: of the command, commands, global."""
        records = [(param, param.get_help_record(ctx)) for param in self.get_params(ctx)]  # type: ignore[attr-defined]
        shown = [(param, record) for param, record in records if record is not None]
        parts = {
            "Arguments": [record for param, record in shown if param.param_type_name == "argument"],
            "Options": [r for p, r in shown if p.param_type_name == "option" and not is_global(p)],
        }
        _write(formatter, parts)
        if isinstance(self, TyperGroup):
            self.format_commands(ctx, formatter)
        _write(formatter, {"Global options": [record for param, record in shown if is_global(param)]})

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the examples as they are."""
        if self.epilog:
            formatter.write_paragraph()
            formatter.write(f"Examples:\n{indent(dedent(self.epilog), '  ')}\n")


class Command(_Helpful, TyperCommand):
    """A command with the global options."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **{"rich_markup_mode": None} | settings)
        self.params = [*map(_named_value, self.params), *global_options()]


class Group(_Helpful, TyperGroup):
    """A group with the global options."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.params = [*map(_named_value, self.params), *global_options()]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Run the default command, or print the help, where no command is named; that is no error."""
        if self._runs_default(ctx, args):
            args = [self._default, *args]
        if not args and self.no_args_is_help and not ctx.resilient_parsing:
            typer.echo(ctx.get_help())
            ctx.exit()
        return super().parse_args(ctx, args)

    @property
    def _default(self) -> str:
        return next((name for name in ("list", "show") if name in self.commands), "")

    def _runs_default(self, ctx: Any, args: list[str]) -> bool:
        """Return whether there are only options, which may be those of the default command."""
        if self.no_args_is_help or not self._default or ctx.resilient_parsing:
            return False
        named = {*self.commands, *ctx.help_option_names}.intersection(args)
        return not named and (not args or args[0].startswith("-"))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Says what may have been meant, where there is no such command."""
        names = self.list_commands(ctx)
        if args[0] not in names and not args[0].startswith("-") and not ctx.resilient_parsing:
            near = get_close_matches(args[0], names)
            ctx.fail(f"there is no command {args[0]!r}{f'; did you mean {near[0]!r}?' if near else ''}")
        return super().resolve_command(ctx, args)


class LazyGroup(Group):
    """The program: its commands are imported when they are run, and its help and completion know them without."""

    entries: Mapping[str, tuple[str, str]] = {}
    """The module and the help of each command."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names, in the order of the help."""
        return list(self.entries)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import a command; None where there is none of this name."""
        if cmd_name not in self.entries:
            return None
        module, _ = self.entries[cmd_name]
        return typer.main.get_command(import_module(module).app)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands without importing them."""
        _write(formatter, {"Commands": [(name, help_text) for name, (_, help_text) in self.entries.items()]})

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Return what a word can become, without importing the commands."""
        if incomplete.startswith("-"):
            return super(TyperGroup, self).shell_complete(ctx, incomplete)
        from typer._click.shell_completion import CompletionItem

        return [
            CompletionItem(name, help=text) for name, (_, text) in self.entries.items() if name.startswith(incomplete)
        ]


def _named_value(parameter: Any) -> Any:
    """Return a parameter whose help calls its value by the last word of the option: `--local-port PORT`."""
    if parameter.param_type_name == "option" and not parameter.is_flag and parameter.metavar is None:
        parameter.metavar = parameter.opts[-1].rpartition("-")[2].upper()
    return parameter


def _write(formatter: Any, parts: Mapping[str, list[tuple[str, str]]]) -> None:
    for title, records in parts.items():
        if records:
            with formatter.section(title):
                formatter.write_dl(records)
