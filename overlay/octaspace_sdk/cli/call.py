"""`octaspace call`: every operation of openapi.yaml, with an option for each of its arguments.

The operations are those of the packaged description, and the options those of the generated functions: what `make
generate` adds is here without a change.
"""

from __future__ import annotations

import inspect
import json
import shlex
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any, get_args, get_origin, get_type_hints

import typer
from typer.core import TyperOption

from octaspace_api.operations import ACTING
from octaspace_sdk.cli.command_tree import PLAIN, Command, Group
from octaspace_sdk.cli.confirmation import confirm
from octaspace_sdk.cli.invocation import connect
from octaspace_sdk.cli.output import check_plain_format, show_answer
from octaspace_sdk.cli.parameters import read_json
from octaspace_sdk.spec import Operation, Spec, SpecNode


class Operations(Group):
    """A command for each operation, made when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Returns the ids of the operations, in the order of the description."""
        return list(_operations())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Makes the command of an operation; None where there is no such operation."""
        operation = _operations().get(cmd_name)
        return None if operation is None else OperationCommand(operation)


class OperationCommand(Command):
    """The command of one operation."""

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        self._tag, _, self._method = operation.id.rpartition(".")
        function = _function(self._tag, operation.id)
        hints, described = get_type_hints(function), _described(operation)
        parameters = inspect.signature(function).parameters.values()
        options = [_option(p, hints[p.name], described.get(p.name, {}).get("description", "")) for p in parameters]
        self._is_json = {p.name for p in parameters if _kind(hints[p.name]) is Mapping}
        required = [option for option in options if option.required]
        words = [word for option in required for word in (option.opts[0], _example(described[str(option.name)]))]
        super().__init__(
            operation.id,
            params=[*options, _yes()] if _acts(operation) else options,
            help=f"{operation.data.get('summary', operation.id)}. ({operation.method} {operation.path})",
            epilog=shlex.join(["octaspace", "call", operation.id, *words]),
        )

    def invoke(self, ctx: Any) -> None:
        """Calls the operation, and prints the answer."""
        check_plain_format(ctx)
        yes = ctx.params.pop("yes", False)
        given = {name: value for name, value in ctx.params.items() if value is not None and value != ()}
        for name in self._is_json & given.keys():
            given[name] = read_json(given[name])
        resource: Any = connect(ctx).raw
        for word in self._tag.split("."):
            resource = getattr(resource, word)
        if (handle := _handles().get(self._tag)) is not None:
            resource = resource(given.pop(handle))
        if _acts(self._operation):
            confirm(ctx, f"Call {self._operation.id} ({self._operation.method} {self._operation.path})?", yes=yes)
        show_answer(ctx, getattr(resource, self._method)(**given))


app = typer.Typer(
    cls=Operations,
    help="Call an operation of the API by its id, with all of its arguments; prints the answer as it came.",
    epilog="octaspace call sessions.list --recent\noctaspace call nodes.find --node-id 65 -o yaml",
    no_args_is_help=True,
    **PLAIN,
)


@app.callback()
def call() -> None:
    """Holds the operations."""


@cache
def _operations() -> dict[str, Operation]:
    return {operation.id: operation for operation in Spec().operations()}


@cache
def _handles() -> dict[str, str]:
    """Returns, by tag, the argument that its resource is called with."""
    tags = [tag.value for tag in Spec().root.at("tags")]
    return {tag["name"]: tag["x-handle"] for tag in tags if "x-handle" in tag}


def _function(tag: str, operation: str) -> Callable[..., Any]:
    """Returns the generated function that makes the request of an operation."""
    module = import_module(f"octaspace_api.operations.{tag.replace('.', '_')}")
    function: Callable[..., Any] = getattr(module, operation.replace(".", "_"))
    return function


def _acts(operation: Operation) -> bool:
    return operation.method not in ("GET", "HEAD") or (operation.method, operation.path) in ACTING


def _option(parameter: inspect.Parameter, hint: Any, text: str) -> TyperOption:
    """Returns the option of an argument."""
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
    """Returns what the text of an option is read as: bool, int, float, str, Mapping (JSON) or Sequence."""
    member = _member(hint)
    origin = get_origin(member) or member
    return origin if origin in (bool, int, float, Mapping, Sequence) else Mapping if origin is Any else str


def _member(hint: Any) -> Any:
    """Returns the type that a hint names first; text is told from a number by the service."""
    members = [member for member in get_args(hint) or (hint,) if member is not type(None)]
    if get_origin(hint) in (Mapping, Sequence) or not members:
        return hint
    return str if str in members else members[0]


def _example(described: Mapping[str, Any]) -> str:
    example = described.get("example", (described.get("examples") or [""])[0])
    return example if isinstance(example, str) else json.dumps(example)


def _described(operation: Operation) -> dict[str, Mapping[str, Any]]:
    """Returns, by argument, the part of the description that says what it is."""
    found = {
        parameter.value.get("x-name", parameter.value["name"]): parameter.value for parameter in operation.parameters
    }
    return found | _properties(operation.node.at("requestBody", "content", "application/json", "schema"))


def _properties(schema: SpecNode) -> dict[str, Mapping[str, Any]]:
    """Returns the properties of a request body; the whole of it where it is one argument."""
    if "x-argument" in schema.value:
        return {schema.value["x-argument"]: schema.value}
    if schema.value.get("type") == "array":
        return _properties(schema.at("items"))
    found: dict[str, Mapping[str, Any]] = {name: node.value for name, node in schema.at("properties").items()}
    for word in ("allOf", "anyOf", "oneOf"):
        for part in schema.at(word):
            found = _properties(part) | found
    return found
