"""`octaspace call`: every operation of openapi.yaml, with an option for each of its arguments.

The operations are those of the packaged description, and the options those of the generated functions: what `make
generate` adds is here without a change.
"""

from __future__ import annotations

import inspect
import json
import shlex
from collections.abc import Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, get_args, get_origin, get_type_hints

import typer
from typer.core import TyperOption

from octaspace_sdk.cli.command_tree import PLAIN, Command, Group
from octaspace_sdk.cli.confirmation import confirm
from octaspace_sdk.cli.invocation import connect
from octaspace_sdk.cli.output import check_plain_format, show_answer
from octaspace_sdk.cli.parameters import read_json
from octaspace_sdk.spec import Operation, Spec


class Operations(Group):
    """A command for each operation, made when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the ids of the operations, in the order of the description."""
        return list(_operations())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Make the command of an operation; None where there is no such operation."""
        operation = _operations().get(cmd_name)
        return None if operation is None else OperationCommand(operation)


class OperationCommand(Command):
    """The command of one operation."""

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        function = operation.request_function()
        hints = get_type_hints(function)
        described: dict[str, Mapping[str, Any]] = {name: node.value for name, node in operation.arguments().items()}
        parameters = inspect.signature(function).parameters.values()
        options = [_option(p, hints[p.name], described.get(p.name, {}).get("description", "")) for p in parameters]
        self._is_json = {p.name for p in parameters if _kind(hints[p.name]) is Mapping}
        required = [option for option in options if option.required]
        words = [word for option in required for word in (option.opts[0], _example(described[str(option.name)]))]
        super().__init__(
            operation.id,
            params=options if operation.reads else [*options, _yes()],
            help=f"{operation.data.get('summary', operation.id)}. ({operation.method} {operation.path})",
            epilog=shlex.join(["octaspace", "call", operation.id, *words]),
        )

    def invoke(self, ctx: Any) -> None:
        """Call the operation, and print the answer."""
        check_plain_format(ctx)
        yes = ctx.params.pop("yes", False)
        given = {name: value for name, value in ctx.params.items() if value is not None and value != ()}
        for name in self._is_json & given.keys():
            given[name] = read_json(given[name])
        operation = self._operation
        resource: Any = attrgetter(operation.tag)(connect(ctx).raw)
        if (handle := _handles().get(operation.tag)) is not None:
            resource = resource(given.pop(handle))
        if not operation.reads:
            confirm(ctx, f"Call {operation.id} ({operation.method} {operation.path})?", yes=yes)
        method = getattr(resource, operation.id.removeprefix(f"{operation.tag}."))
        show_answer(ctx, method(**given))


app = typer.Typer(
    cls=Operations,
    help="Call an operation of the API by its id, with all of its arguments; prints the answer as it came.",
    epilog="octaspace call sessions.list --recent\noctaspace call nodes.find --node-id 65 -o yaml",
    no_args_is_help=True,
    **PLAIN,
)


@app.callback()
def call() -> None:
    """Hold the operations."""


@cache
def _operations() -> dict[str, Operation]:
    return {operation.id: operation for operation in Spec().operations()}


@cache
def _handles() -> dict[str, str]:
    """Return, by tag, the argument that its resource is called with."""
    tags = [tag.value for tag in Spec().root.at("tags")]
    return {tag["name"]: tag["x-handle"] for tag in tags if "x-handle" in tag}


def _option(parameter: inspect.Parameter, hint: Any, text: str) -> TyperOption:
    """Return the option of an argument."""
    flag, kind = f"--{parameter.name.replace('_', '-')}", _kind(hint)
    several, item = kind is Sequence, _kind(*get_args(_member(hint))[:1]) if kind is Sequence else kind
    settings: dict[str, Any] = {"type": item if item in (int, float) else None}
    if kind is bool:
        flag, settings = f"{flag}/--no-{flag.removeprefix('--')}", {"is_flag": True}
    return TyperOption(
        param_decls=[parameter.name, flag],
        required=parameter.default is inspect.Parameter.empty,
        multiple=several,
        metavar=None if kind is bool else "JSON" if kind is Mapping else parameter.name.upper(),
        help=text,
        **settings,
    )


def _yes() -> TyperOption:
    return TyperOption(param_decls=["yes", "--yes", "-y"], is_flag=True, help="Go ahead without asking.")


def _kind(hint: Any = str) -> Any:
    """Return what the text of an option is read as: bool, int, float, str, Mapping (JSON) or Sequence."""
    member = _member(hint)
    origin = get_origin(member) or member
    return origin if origin in (bool, int, float, Mapping, Sequence) else Mapping if origin is Any else str


def _member(hint: Any) -> Any:
    """Return the type that a hint names first; text is told from a number by the service."""
    members = [member for member in get_args(hint) or (hint,) if member is not type(None)]
    if get_origin(hint) in (Mapping, Sequence) or not members:
        return hint
    return str if str in members else members[0]


def _example(described: Mapping[str, Any]) -> str:
    example = described.get("example", (described.get("examples") or [""])[0])
    return example if isinstance(example, str) else json.dumps(example)
