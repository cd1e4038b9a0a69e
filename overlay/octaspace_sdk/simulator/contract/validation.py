"""Validates requests and responses against the OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from attrs import frozen
from jsonschema_rs import ValidationError, ValidationErrorKind
from starlette.datastructures import QueryParams

from octaspace_sdk.simulator.contract.spec_reader import (
    JSON,
    BodySpec,
    OperationSpec,
    ParameterSpec,
    is_json,
    read_document,
    read_operations,
)
from octaspace_sdk.simulator.http.json_messages import parse_json

Problem = tuple[str, str]
"""The path of a field (empty for the whole value) and what is wrong with it."""

MISSING = "is missing"


@frozen
class RequestErrors:
    """The errors of a request: messages by parameter name, and by path of the body's field."""

    parameters: Mapping[str, list[str]]
    body: Mapping[str, list[str]]


class Contract:
    """The OpenAPI document with compiled validators."""

    def __init__(self, document: Any) -> None:
        self.operations = list(read_operations(document))
        self._last_responses: dict[str, tuple[int, str, bytes]] = {}

    def request_errors(
        self, operation: OperationSpec, path: Mapping[str, str], query: QueryParams, content_type: str, body: bytes
    ) -> RequestErrors | None:
        """Return what is wrong with the request, None if it is valid."""
        parameters = _by_name(
            problem for parameter in operation.parameters for problem in _parameter_problems(parameter, path, query)
        )
        fields = _by_name(_body_problems(operation.body, content_type, body) if operation.body else ())
        return RequestErrors(parameters, fields) if parameters or fields else None

    def response_error(self, operation: OperationSpec, status: int, content_type: str, body: bytes) -> str | None:
        """Return what is wrong with the response, None if it is valid.

        A response equal to the last one of the operation is not validated again, which keeps polling cheap.
        """
        response = (status, content_type, body)
        if self._last_responses.get(operation.id) == response:
            return None
        if reasons := [
            f"{name}: {reason}" if name else reason for name, reason in _response_problems(operation, *response)
        ]:
            return f"{operation.id} answered {status}: {'; '.join(reasons)}"
        self._last_responses[operation.id] = response
        return None


@cache
def load_contract(path: Path | None) -> Contract:
    """Return the contract of the OpenAPI document at `path`, by default the packaged one; cached for the process."""
    return Contract(read_document(path))


def _by_name(problems: Iterable[Problem]) -> dict[str, list[str]]:
    named: dict[str, list[str]] = {}
    for name, reason in dict.fromkeys(problems):
        named.setdefault(name or "body", []).append(reason)
    return named


def _parameter_problems(parameter: ParameterSpec, path: Mapping[str, str], query: QueryParams) -> Iterator[Problem]:
    value: Any
    if parameter.schema.get("type") == "object":
        value = dict(query)  # a free-form object: every key of the query is a property
    elif parameter.location == "path":
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
    """Return `text` as the number or boolean the schema wants, or unchanged for the validator to report."""
    schema_type = schema.get("type")
    if schema_type == "boolean":
        return {"true": True, "false": False}.get(text, text)
    if schema_type in ("integer", "number") and re.fullmatch(r"-?[0-9]{1,400}(\.[0-9]+)?", text, re.ASCII):
        return float(text) if "." in text else int(text)
    return text


def _body_problems(spec: BodySpec, content_type: str, body: bytes) -> Iterator[Problem]:
    if not body:
        if spec.required:
            yield "", MISSING
        return
    if not is_json(_media_type(content_type)):
        yield "", f"must be {JSON}, not {content_type or 'of no Content-Type'}"
        return
    try:
        value = parse_json(body)
    except ValueError as error:
        yield "", f"is not JSON: {error}"
        return
    for problem in spec.validator(value).iter_errors(value):
        yield from _problems(problem)


def _response_problems(operation: OperationSpec, status: int, content_type: str, body: bytes) -> Iterator[Problem]:
    described = (operation.responses.get(code) for code in (str(status), f"{status // 100}XX", "default"))
    contents = next((contents for contents in described if contents is not None), None)
    media = _media_type(content_type)
    if contents == {} and not body:
        return
    if contents is None or media not in contents:
        yield "", f"{content_type or 'no content type'} under this status is not described"
        return
    if (validator := contents[media]) is None:
        return
    # OpenAPI cannot say "an object or an empty body", so an empty body counts as an empty object.
    for error in validator.iter_errors(parse_json(body or b"{}")):
        yield from _problems(error)


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _problems(error: ValidationError) -> Iterator[Problem]:
    """Return the problems of an error, named by field: errors about missing or unknown fields point at their parent."""
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
