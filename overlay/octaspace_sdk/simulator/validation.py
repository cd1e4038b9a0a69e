"""Holds what comes in and what goes out against the description of the API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from attrs import define, field, frozen
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.validation.request.exceptions import ParameterValidationError
from starlette.datastructures import Headers, QueryParams

METHODS = ("get", "put", "post", "patch", "delete")


@frozen
class OperationSpec:
    """An operation as the description has it: `path` is the template, `public` says that it needs no API key."""

    id: str
    method: str
    path: str
    public: bool


@frozen
class RequestErrors:
    """What is wrong with a request: reasons by the name of the parameter, and of the field of the body."""

    parameters: Mapping[str, list[str]]
    body: Mapping[str, list[str]]


class Contract:
    """The description of the API, ready to check against.

    A check depends on nothing but the bytes at hand, so the last few outcomes are remembered: polling is then cheap.
    """

    def __init__(self, document: Path) -> None:
        # The description calls a file a string, which jsonschema does not see in bytes.
        config = Config(extra_media_type_deserializers={"application/octet-stream": _as_text})
        self._openapi = OpenAPI.from_path(document.resolve(), config=config)
        spec = self._openapi.spec.read_value()
        self._host = spec["servers"][0]["url"]
        self.operations = [
            OperationSpec(
                id=details["operationId"],
                method=method.upper(),
                path=path,
                public=not details.get("security", spec.get("security")),
            )
            for path, item in spec["paths"].items()
            for method, details in item.items()
            if method in METHODS
        ]
        self.request_errors = lru_cache(maxsize=256)(self._request_errors)
        self.response_error = lru_cache(maxsize=256)(self._response_error)

    def _request_errors(
        self, operation: OperationSpec, path: tuple[tuple[str, str], ...], query: str, content_type: str, body: bytes
    ) -> RequestErrors | None:
        """Return what is wrong with the request, None if nothing is."""
        request = _Request(self._host, operation, dict(path), query, content_type, body)
        parameters: dict[str, list[str]] = {}
        fields: dict[str, list[str]] = {}
        for error in self._openapi.iter_request_errors(request):
            if isinstance(error, ParameterValidationError):
                reasons = [reason for _, reason in _reasons(error)]
                parameters.setdefault(error.name, []).extend(reasons or [str(error.__cause__ or error)])
                continue
            for name, reason in _reasons(error) or [("", str(error))]:
                fields.setdefault(name or "body", []).append(reason)
        return RequestErrors(parameters, fields) if parameters or fields else None

    def _response_error(self, operation: OperationSpec, status: int, content_type: str, body: bytes) -> str | None:
        """Return what is wrong with the answer, None if nothing is.

        An empty body is held to be an empty object, since OpenAPI has no words for "this object or nothing at all".
        """
        request = _Request(self._host, operation)
        for error in self._openapi.iter_response_errors(request, _Response(status, content_type, body or b"{}")):
            reasons = [f"{name}: {reason}" if name else reason for name, reason in _reasons(error)]
            return f"{operation.id} answered {status}: {'; '.join(reasons) or error}"
        return None


@cache
def load_contract(document: Path | None) -> Contract:
    """Read the description at `document`, by default the one that the generated package carries."""
    if document is not None:
        return Contract(document)
    with as_file(files("octaspace_api") / "openapi.yaml") as carried:
        return Contract(carried)


def _as_text(content: bytes, **_: str) -> str:
    return content.decode("latin-1")


def _reasons(error: Exception) -> list[tuple[str, str]]:
    """Return the fields that a validation error is about with the reason for each; none if it is about no field."""
    schema_errors: Any = getattr(error.__cause__, "schema_errors", ())
    return list(dict.fromkeys(pair for schema_error in schema_errors for pair in _field_errors(schema_error)))


def _field_errors(error: Any) -> Iterator[tuple[str, str]]:
    """Name the field that a jsonschema error is about: for a missing or unknown one that is not where it points."""
    path = [str(part) for part in error.absolute_path]
    if path and path[0].isdigit():
        path = path[1:]
    if error.validator == "required":
        for name in error.validator_value:
            if name not in error.instance:
                yield ".".join([*path, name]), "is missing"
    elif error.validator == "additionalProperties" and error.validator_value is False:
        for name in error.instance:
            if name not in error.schema.get("properties", {}):
                yield ".".join([*path, name]), "is not known"
    else:
        yield ".".join(path), error.message


@define
class _Request:
    """The request protocol of openapi-core. Who may call is decided elsewhere, so here a key is always present."""

    host_url: str
    operation: OperationSpec
    path_parameters: dict[str, str] = field(factory=dict)
    query: str = ""
    content_type: str = ""
    body: bytes = b""
    parameters: RequestParameters = field(init=False)

    def __attrs_post_init__(self) -> None:
        header = Headers({"Authorization": "checked elsewhere"})
        self.parameters = RequestParameters(query=QueryParams(self.query), header=header, path=self.path_parameters)

    @property
    def method(self) -> str:
        return self.operation.method.lower()

    @property
    def path(self) -> str:
        return self.operation.path

    @property
    def path_pattern(self) -> str:
        return self.operation.path


@frozen
class _Response:
    """The response protocol of openapi-core."""

    status_code: int
    content_type: str
    data: bytes
    headers: Mapping[str, str] = field(factory=dict)
