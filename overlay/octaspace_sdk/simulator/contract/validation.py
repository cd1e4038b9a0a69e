"""Holds what comes in and what goes out against the description of the API."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import msgspec
from attrs import frozen
from jsonschema_rs import ValidationError, ValidationErrorKind
from starlette.datastructures import QueryParams

from octaspace_sdk.simulator.contract.spec_reader import JSON, BodySpec, OperationSpec, ParameterSpec, read_operations

Problem = tuple[str, str]
"""The name of a field, empty for the whole, and what is wrong with it."""

MISSING = "is missing"


@frozen
class RequestErrors:
    """What is wrong with a request: reasons by the name of the parameter, and of the field of the body."""

    parameters: Mapping[str, list[str]]
    body: Mapping[str, list[str]]


class Contract:
    """The description of the API, ready to check against."""

    def __init__(self, document: Path) -> None:
        self.operations = list(read_operations(document))
        self._last_answers: dict[str, tuple[int, str, bytes]] = {}

    def request_errors(
        self, operation: OperationSpec, path: Mapping[str, str], query: QueryParams, content_type: str, body: bytes
    ) -> RequestErrors | None:
        """Return what is wrong with the request, None if nothing is."""
        parameters = _by_name(
            problem for parameter in operation.parameters for problem in _parameter_problems(parameter, path, query)
        )
        fields = _by_name(_body_problems(operation.body, content_type, body) if operation.body else ())
        return RequestErrors(parameters, fields) if parameters or fields else None

    def response_error(self, operation: OperationSpec, status: int, content_type: str, body: bytes) -> str | None:
        """Return what is wrong with the answer, None if nothing is.

        An answer that is the same as the last to this operation is not looked at again: polling is then cheap.
        """
        answer = (status, content_type, body)
        if self._last_answers.get(operation.id) == answer:
            return None
        if reasons := [
            f"{name}: {reason}" if name else reason for name, reason in _answer_problems(operation, *answer)
        ]:
            return f"{operation.id} answered {status}: {'; '.join(reasons)}"
        self._last_answers[operation.id] = answer
        return None


@cache
def load_contract(document: Path | None) -> Contract:
    """Read the description at `document`, by default the one that the generated package carries."""
    if document is not None:
        return Contract(document)
    with as_file(files("octaspace_api") / "openapi.yaml") as carried:
        return Contract(carried)


def parse_json(body: bytes) -> Any:
    """Parse JSON, integers of any size exactly; ValueError if it is none."""
    try:
        return msgspec.json.decode(body)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _by_name(problems: Iterable[Problem]) -> dict[str, list[str]]:
    named: dict[str, list[str]] = {}
    for name, reason in dict.fromkeys(problems):
        named.setdefault(name or "body", []).append(reason)
    return named


def _parameter_problems(parameter: ParameterSpec, path: Mapping[str, str], query: QueryParams) -> Iterator[Problem]:
    value: Any
    if parameter.schema.get("type") == "object":
        value = dict(query)  # whatever the query has, each key for itself
    elif parameter.place == "path":
        value = _cast(path[parameter.name], parameter.schema)
    elif parameter.name not in query:
        if parameter.required:
            yield parameter.name, MISSING
        return
    elif parameter.schema.get("type") == "array":
        value = [_cast(text, parameter.schema.get("items", {})) for text in query.getlist(parameter.name)]
    else:
        value = _cast(query[parameter.name], parameter.schema)
    for error in parameter.validator.iter_errors(value):
        yield parameter.name, error.message


def _cast(text: str, schema: Mapping[str, Any]) -> Any:
    """Return the number or boolean that `text` is to be, or the text where it is none: the schema says so then."""
    kind = schema.get("type")
    if kind == "boolean":
        return {"true": True, "false": False}.get(text, text)
    if kind in ("integer", "number") and re.fullmatch(r"-?[0-9]{1,400}(\.[0-9]+)?", text, re.ASCII):
        return float(text) if "." in text else int(text)
    return text


def _body_problems(spec: BodySpec, content_type: str, body: bytes) -> Iterator[Problem]:
    if not body:
        if spec.required:
            yield "", MISSING
        return
    if _media_type(content_type) != JSON:
        yield "", f"must be {JSON}, not {content_type or 'of no Content-Type'}"
        return
    try:
        value = parse_json(body)
    except ValueError as why:
        yield "", f"is not JSON: {why}"
        return
    for error in spec.validator.iter_errors(value):
        yield from _problems(error)


def _answer_problems(operation: OperationSpec, status: int, content_type: str, body: bytes) -> Iterator[Problem]:
    contents = operation.answers.get(str(status), operation.answers.get(f"{status // 100}XX"))
    media = _media_type(content_type)
    if contents is None or media not in contents:
        yield "", f"{content_type or 'no content type'} under this status is not described"
        return
    if (validator := contents[media]) is None:
        return
    # OpenAPI has no words for "this object or nothing at all", so nothing is held to be an empty object.
    for error in validator.iter_errors(parse_json(body or b"{}")):
        yield from _problems(error)


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _problems(error: ValidationError) -> Iterator[Problem]:
    """Name the field that an error is about: for a missing or unknown one that is not where it points."""
    path = [str(part) for part in error.instance_path]
    if path and path[0].isdigit():
        path = path[1:]
    match error.kind:
        case ValidationErrorKind.Required(property=name):
            yield ".".join([*path, name]), MISSING
        case ValidationErrorKind.AdditionalProperties(unexpected=names):
            for name in names:
                yield ".".join([*path, name]), "is not known"
        case _:
            yield ".".join(path), error.message
