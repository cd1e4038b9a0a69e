"""Builds one operation: its answer, its errors, and what the extensions say of it."""

from __future__ import annotations

import re

import attrs

from generator.api_model import IDEMPOTENT_METHODS, Location, Operation, Rental, ResponseForm
from generator.document import Node, nearest
from generator.inputs import InputBuilder
from generator.models import ModelBuilder
from generator.requests import JSON, RequestReader
from generator.text import pascal_case
from generator.value_types import Kind, Scalar, Type, nullable

SESSION_ADAPTER = "session_created"
"""The response adapter of every operation with x-rental."""

RENTAL_ARGUMENTS = {
    *("candidates", "machine", "relay", "offer"),
    *("ready_timeout", "poll_interval", "on_progress", "score", "handle_signals", "on_unknown"),
}
"""The arguments of a rental method beside those of its operation."""

BINARY = re.compile(r"application/(octet-stream|pdf|zip|gzip|x-tar|x-gzip|x-pem-file)|(image|audio|video|font)/.+")
TEXT = re.compile(r"text/(?!event-stream|xml|html).+|application/(yaml|x-yaml|jwt)")


@attrs.define
class OperationBuilder:
    """Builds one operation; what cannot become code is refused."""

    http_method: str
    path: str
    node: Node
    models: ModelBuilder
    inputs: InputBuilder
    adapters: frozenset[str]

    def build(self) -> Operation:
        """Return the operation."""
        requests = RequestReader(self.http_method, self.path, self.node, self.inputs, self._name)
        parameters, body = requests.parameters(), requests.body()
        arguments = [*parameters, *body.arguments]
        self._check_names([(argument.name, argument.wire_name) for argument in arguments])
        rental = self._rental({argument.name for argument in arguments})
        returns, returns_description, form = self._returns()
        return Operation(
            id=self.node.get("operationId"),
            http_method=self.http_method.upper(),
            path_template=self.path,
            summary=self.node.get("summary") or self.node.get("operationId"),
            description=self.node.get("description", "").strip(),
            arguments=tuple(sorted(arguments, key=lambda a: (a.location != Location.PATH, not a.required))),
            body=body.form,
            constants=body.constants,
            conditions=body.conditions,
            returns=returns,
            returns_description=returns_description,
            errors=tuple(self._errors()),
            idempotent=self.node.get("x-idempotent", self.http_method.upper() in IDEMPOTENT_METHODS),
            idempotence_is_stated="x-idempotent" in self.node,
            idempotence_reason=self.node.get("x-idempotent-reason"),
            recovery_hint=self.node.get("x-recovery-hint"),
            response_adapter=SESSION_ADAPTER if rental else self._adapter(),
            rental=rental,
            deprecated=bool(self.node.get("deprecated")),
            replaced_by=self.node.get("x-replaced-by"),
            needs_key=self._needs_key(),
            body_required=body.required,
            body_media_type=body.media_type,
            response_form=form,
        )

    @property
    def _name(self) -> str:
        return pascal_case(self.node.get("operationId").replace(".", "_"))

    def _check_names(self, names: list[tuple[str, str]]) -> None:
        by_name: dict[str, str] = {}
        for name, wire_name in names:
            if name in by_name:
                self.node.refuse(
                    f"two arguments would be called {name} ({by_name[name]} and {wire_name})",
                    "give one of the parameters an x-name",
                )
            by_name[name] = wire_name

    def _rental(self, arguments: set[str]) -> Rental | None:
        if "x-rental" not in self.node:
            return None
        node, stated = self.node.at("x-rental"), self.node.get("x-rental")
        if taken := arguments & RENTAL_ARGUMENTS:
            node.refuse(
                f"{stated.get('method')} has an argument {', '.join(sorted(taken))} of its own",
                "give the operation's another x-name",
            )
        return Rental(
            method=stated.get("method"),
            service=stated.get("service"),
            offers=stated.get("offers"),
            apps=stated.get("apps"),
        )

    def _adapter(self) -> str | None:
        stated = self.node.get("x-response-adapter")
        if stated is not None and stated not in self.adapters:
            self.node.at("x-response-adapter").refuse(
                f"there is no response adapter {stated}",
                nearest(stated, self.adapters, "write it in decoding/quirks.py"),
            )
        return stated if isinstance(stated, str) else None

    def _needs_key(self) -> bool:
        document = self.node.document.root
        security = self.node.get("security") if "security" in self.node else document.get("security", [])
        return bool(security) and {} not in security

    def _errors(self) -> list[tuple[str, str]]:
        return [
            (code, response.resolve().get("description", ""))
            for code, response in self.node.at("responses").items()
            if not code.startswith("2") and not (code == "default" and self._success_codes == ["default"])
        ]

    @property
    def _success_codes(self) -> list[str]:
        codes = [code for code in self.node.at("responses").value if code.startswith("2")]
        return codes or [code for code in self.node.at("responses").value if code == "default"]

    def _returns(self) -> tuple[Type | None, str, ResponseForm]:
        """Return the type of the value, its description, and what the body is."""
        codes = self._success_codes
        if not codes:
            self.node.at("responses").refuse("no answer means success", 'describe the answer "200"')
            return None, "", ResponseForm.JSON
        schemas: list[Node] = []
        forms: set[ResponseForm] = set()
        without_body = False
        text = ""
        for code in codes:
            response = self.node.at("responses", code).resolve()
            text = text or response.get("description", "")
            found = self._media(response)
            without_body |= found is None
            if found is not None:
                form, schema = found
                forms.add(form)
                schemas += [schema] if form == ResponseForm.JSON and schema not in schemas else []
        returns = self._type_of_answers(schemas, forms) if self.http_method != "head" else None
        if "x-returns" in self.node:
            stated = self.node.at("x-returns")
            returns = None if stated.value == "None" else self.models.stated_type(stated)
            return returns, text, next(iter(forms)) if len(forms) == 1 else ResponseForm.JSON
        if returns is None:
            return None, "", ResponseForm.JSON
        form = next(iter(forms))
        if without_body and form == ResponseForm.JSON:
            returns = nullable(returns)
        return returns, text, form

    def _type_of_answers(self, schemas: list[Node], forms: set[ResponseForm]) -> Type | None:
        if len(forms) > 1:
            self.node.at("responses").refuse(
                "some successful answers are JSON and some are not", "describe one of them, or an operation for each"
            )
        if ResponseForm.JSON in forms:
            pointers = {schema.resolve().pointer for schema in schemas}
            if len(pointers) == 1 or not schemas:
                return self.models.type_of(schemas[0], f"{self._name}Response") if schemas else None
            first = schemas[0]
            several = {"oneOf": [schema.value for schema in schemas]}
            return self.models.type_of(Node(first.document, first.pointer, several), f"{self._name}Response")
        if forms:
            return Scalar(Kind.TEXT if forms == {ResponseForm.TEXT} else Kind.BYTES)
        return None

    def _media(self, response: Node) -> tuple[ResponseForm, Node] | None:
        """Return what the body of a response is; JSON where there is a choice."""
        content = response.at("content")
        kinds = {name: name.partition(";")[0].strip().lower() for name in content.value}
        for name, kind in kinds.items():
            if JSON.fullmatch(kind):
                schema = content.at(name, "schema")
                if schema.resolve().get("format") == "binary":
                    return ResponseForm.BYTES, schema
                return ResponseForm.JSON, schema
        for form, pattern in ((ResponseForm.TEXT, TEXT), (ResponseForm.BYTES, BINARY)):
            for name, kind in kinds.items():
                if pattern.fullmatch(kind):
                    is_binary = content.at(name, "schema").resolve().get("format") == "binary"
                    return ResponseForm.BYTES if is_binary else form, content.at(name, "schema")
        for name in kinds:
            content.at(name).refuse(
                f"an answer of {name} is not supported", "describe it as application/json, text/plain or octet-stream"
            )
        return None
