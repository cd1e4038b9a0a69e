"""Pieces of Python source for the templates: signatures, checks of arguments, what is sent, documentation."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from keyword import iskeyword

from generator.api_model import (
    APIModel,
    Argument,
    Attribute,
    Conversion,
    Input,
    Location,
    Model,
    Operation,
    QueryStyle,
    ResponseForm,
    Tag,
)
from generator.python.names import argument_name, attribute_name, attribute_of, class_name
from generator.python.types import annotation, argument_annotation, has_plain_default
from generator.sdk_tables import error_classes
from generator.text import sentence, snake_case
from generator.value_types import InputRef, Kind, Limits, ListOf, MapOf, Nullable, Scalar, Type, Union, parts_of

CHECKS = {Kind.INTEGER: "integer", Kind.NUMBER: "number", Kind.TEXT: "text", Kind.BOOLEAN: "boolean"}
"""The functions of `arguments` that check one value."""


def check(argument: Argument) -> str:
    """Return the call that refuses a value of the wrong kind or out of range; nothing where any value will do."""
    name = argument_name(argument)
    function, options = _check_of(argument.type.inner if isinstance(argument.type, Nullable) else argument.type)
    if argument.expected and function == "arguments.text":
        options += f", expected={argument.expected!r}"
    if argument.unknown_keys_hint and function == "arguments.mapping":
        options += f", known={argument.known_keys!r}, hint={argument.unknown_keys_hint!r}"
    return f'{function}("{name}", {name}{options})' if function else ""


def field_check(field: Argument) -> str:
    """Return the check of a key of an input, as a function of its name and value."""
    return _checker(field.type).replace("inputs.check_", "check_")


def plain_keys(each: Input) -> set[str]:
    """Return the keys of an input that can be written as attributes of a class."""
    return {f.wire_name for f in each.fields if f.wire_name.isidentifier() and not iskeyword(f.wire_name)}


def quoted(text: str, api: APIModel) -> str:
    """Return an annotation in quotes where it names a class that may stand further down."""
    later = {class_name(each.name) for each in api.inputs}
    return repr(text) if any(re.search(rf"\b{re.escape(name)}\b", text) for name in later) else text


def check_function(name: str) -> str:
    """Return the name of the function that checks an input."""
    return f"check_{snake_case(name)}"


def _check_of(described: Type) -> tuple[str, str]:
    """Return the function that checks a value of a type, and what it takes beside the name and the value."""
    match described:
        case Scalar(_, limits) if limits.words:
            return "arguments.word", f", {limits.words!r}"
        case Scalar(Kind.TEXT, limits) if limits.form:
            return "arguments.text_or_object", f", {limits.form!r}{_limits(limits)}"
        case Scalar(kind, limits) if kind in CHECKS:
            return f"arguments.{CHECKS[kind]}", _limits(limits)
        case Union(members) if set(members) == {Scalar(Kind.INTEGER), Scalar(Kind.TEXT)} and not _has_form(described):
            return "arguments.integer_or_text", ""
        case Union(members):
            checks = [_checker(member) for member in members]
            return ("arguments.any_of", f", ({', '.join(checks)})") if all(checks) else ("", "")
        case ListOf(Scalar(Kind.INTEGER | Kind.TEXT as kind, limits), own) if not (
            limits.words or limits.form or _limits(own)
        ):
            return f"arguments.{CHECKS[kind]}_items", _limits(limits)
        case ListOf(item, own):
            return "arguments.items", f", {_checker(item) or 'arguments.anything'}{_limits(own)}"
        case MapOf(Scalar(Kind.TEXT, limits)) if not (limits.form or _limits(limits)):
            return "arguments.text_mapping", ""
        case MapOf(value) if checker := _checker(value):
            return "arguments.mapping_of", f", {checker}"
        case MapOf():
            return "arguments.mapping", ""
        case InputRef(name):
            return f"inputs.{check_function(name)}", ""
        case Nullable(inner) if checker := _checker(inner):
            return "arguments.none_or", f", {checker}"
    return "", ""


def _checker(described: Type) -> str:
    """Return a function of a name and a value that checks a value of a type; nothing where any value will do."""
    function, options = _check_of(described)
    if not options:
        return function
    return f"lambda name, value: {function}(name, value{options})"


LIMITS = ("minimum", "maximum", "min_length", "max_length", "above", "below", "pattern", "min_items", "max_items")


def _limits(limits: Limits) -> str:
    stated = {name: getattr(limits, name) for name in LIMITS}
    return "".join(f", {name}={value!r}" for name, value in stated.items() if value is not None)


def may_be_none(argument: Argument) -> bool:
    """Return whether the argument can be None, which is not checked."""
    return isinstance(argument.type, Nullable) or argument_annotation(argument).endswith("None")


def is_left_out(argument: Argument) -> str:
    """Return what an argument is that the caller left out."""
    return "arguments.OMITTED" if argument.can_be_null and argument.default is None else "None"


SEPARATORS = {QueryStyle.COMMA: ",", QueryStyle.SPACE: " ", QueryStyle.PIPE: "|"}


def query_value(argument: Argument) -> str:
    """Return the value of a parameter as `query_pairs` takes it."""
    name = argument_name(argument)
    if argument.style in (QueryStyle.REPEATED, QueryStyle.BRACKETS):
        return name
    described = argument.type.inner if isinstance(argument.type, Nullable) else argument.type
    return f"joined({name}, {SEPARATORS[argument.style]!r})" if isinstance(described, ListOf) else name


def query_key(argument: Argument) -> str:
    """Return the entry of a parameter in the mapping that `query_pairs` takes."""
    name = argument_name(argument)
    if argument.location == Location.OPEN_QUERY:
        return f"**({name} or {{}})"
    if argument.style == QueryStyle.BRACKETS:
        return f"**bracketed({argument.wire_name!r}, {name})"
    return f"{argument.wire_name!r}: {query_value(argument)}"


def response_type(operation: Operation) -> str:
    """Return the type that the body of an answer is decoded as."""
    return "bytes" if operation.response_form == ResponseForm.TEXT else annotation(operation.returns)


def response_adapter(operation: Operation) -> str | None:
    """Return the name of the function that makes the value, where the type does not say it all."""
    is_text = operation.response_form == ResponseForm.TEXT and operation.returns is not None
    return operation.response_adapter or ("text" if is_text else None)


def handle_argument(tag: Tag) -> Argument:
    """Return the path argument that the handle of a tag binds."""
    return next(a for a in tag.operations[0].arguments_in(Location.PATH) if a.wire_name == tag.handle)


def method_path(operation: Operation, tag: Tag, *, renting: bool = False) -> str:
    """Return where a client has the method of an operation: `services.session(uuid).info`."""
    resource = ".".join(map(attribute_of, tag.name.split(".")))
    handle = f"({argument_name(handle_argument(tag))})" if tag.handle else ""
    return f"{resource}{handle}.{attribute_of(operation.method_for(renting=renting))}"


def replacement(operation: Operation, api: APIModel, *, renting: bool = False) -> str:
    """Return where a client has the method to call in place of a deprecated one; empty if there is none."""
    other = api.replacement(operation)
    return method_path(other, api.tag_of(other), renting=renting) if other else ""


def late_imports(model: Model, models: tuple[Model, ...]) -> list[str]:
    """Return the models that a model uses and that use it in turn, however indirectly: they are imported last."""
    uses = {each.name: set(each.uses) for each in models}

    def reached(name: str) -> set[str]:
        found: set[str] = set()
        waiting = [name]
        while waiting:
            for each in uses.get(waiting.pop(), ()):
                if each not in found:
                    found.add(each)
                    waiting.append(each)
        return found

    return [name for name in model.uses if model.name in reached(name)]


def sent_as(argument: Argument) -> str:
    """Return the value that goes into the body: a copy of what the caller may change, or the wire's default."""
    name = argument_name(argument)
    described = argument.type.inner if isinstance(argument.type, Nullable) else argument.type
    if _has_form(described):
        value = f"arguments.copied({name})"
    elif isinstance(described, ListOf) and isinstance(described.item, (Scalar, Nullable)):
        value = f"list({name})"
    elif isinstance(described, MapOf) and isinstance(described.value, (Scalar, Nullable)):
        value = f"dict({name})"
    else:
        value = name if isinstance(described, Scalar) or not _has_parts(described) else f"arguments.copied({name})"
    if isinstance(argument.default, (list, dict)):
        return f"{argument.default!r} if {name} is None else {value}"
    if argument.location == Location.WHOLE_BODY and not argument.required:
        return f"None if {name} is None else {value}"
    if isinstance(argument.type, Nullable) and value != name:
        return f"None if {name} is None else {value}"
    return value


def _has_form(described: Type) -> bool:
    return any(isinstance(part, Scalar) and part.limits.form for part in parts_of(described))


def _has_parts(described: Type) -> bool:
    members = described.members if isinstance(described, Union) else (described,)
    return any(isinstance(member, (ListOf, MapOf, InputRef)) for member in members)


def declaration(argument: Argument) -> str:
    """Return the argument as it stands in a signature."""
    text = f"{argument_name(argument)}: {argument_annotation(argument)}"
    if argument.required:
        return text
    return f"{text} = {argument.default!r}" if has_plain_default(argument) else f"{text} = {is_left_out(argument)}"


def signature(operation: Operation, bound: str | None = None) -> str:
    """Return the parameters: path arguments first; one argument more may stand without its name, several are named.

    Args:
        operation: The operation.
        bound: A path argument that the object knows already.
    """
    path = [declaration(a) for a in operation.arguments_in(Location.PATH) if a.wire_name != bound]
    rest = [declaration(a) for a in operation.arguments if a.location != Location.PATH]
    return ", ".join([*path, *(["*"] if len(rest) > 1 else []), *rest])


def forwarded(operation: Operation, bound: str | None = None) -> str:
    """Return the arguments as a method hands them on to the function of its operation."""
    path = [
        f"self._{argument_name(a)}" if a.wire_name == bound else argument_name(a)
        for a in operation.arguments_in(Location.PATH)
    ]
    rest = [argument_name(a) for a in operation.arguments if a.location != Location.PATH]
    return ", ".join([*path, *(f"{name}={name}" for name in rest)])


def path_literal(operation: Operation) -> str:
    """Return the path of a request, an f-string when there are parameters in it."""
    names = {a.wire_name: argument_name(a) for a in operation.arguments_in(Location.PATH)}

    def encoded(match: re.Match[str]) -> str:
        name = names[match[1]]
        return f'{{segment("{name}", {name})}}'

    fixed = operation.path_template.replace("\\", "\\\\").replace('"', '\\"')
    return ("f" if names else "") + '"' + re.sub(r"{([^}]+)}", encoded, fixed) + '"'


def endpoint(operation: Operation) -> str:
    """Return method and path, as documentation shows them."""
    return f"{operation.http_method} {operation.path_template}"


def field_options(attribute: Attribute) -> str:
    """Return the arguments of attrs.field, or nothing when a plain default will do."""
    parts = [] if attribute.required else ["default=None"]
    if attribute.secret:
        parts.append("repr=masked")
    metadata: dict[str, object] = {"aliases": attribute.aliases} if attribute.aliases else {}
    if attribute_name(attribute) != attribute.wire_name:
        metadata["wire_name"] = attribute.wire_name
    if metadata:
        parts.append(f"metadata={metadata!r}")
    return ", ".join(parts) if parts not in ([], ["default=None"]) else ""


def attributes_in_wei(model: Model) -> list[str]:
    """Return the names of the attributes that are amounts in Wei."""
    return [
        attribute_name(attribute)
        for attribute in model.attributes
        if any(derived.conversion is Conversion.OCTA for derived in attribute.derived)
    ]


def argument_text(argument: Argument) -> str:
    """Return the documentation of an argument."""
    parts = [sentence(argument.description).removesuffix("."), argument.range_in_words]
    text = sentence(", ".join(part for part in parts if part)) or "see openapi.yaml."
    if argument.omitted_default is not None:
        text += f" The service takes {argument.omitted_default!r} when it is left out."
    if argument.can_be_null and argument.default is None:
        text += " None is sent as null; what is left out is not sent."
    return f"{text} Deprecated." if argument.deprecated else text


def raised(operation: Operation) -> Iterator[tuple[str, str]]:
    """Yield the errors that status codes become, each with its reason."""
    for code, description in operation.errors:
        yield error_class(code), sentence(f"HTTP {code}: {description}")


def error_class(code: str) -> str:
    """Return the name of the error that the SDK raises for a status code, such as 404 or 5XX."""
    general = "ServerError" if code.startswith("5") else "APIError"
    return error_classes().get(int(code), general) if code.isdecimal() else general


def docstring(text: str, indent: int = 4, hanging: int = 0) -> str:
    """Return text for a docstring: escaped, wrapped, paragraphs kept."""
    escaped = text.strip().replace("\\", "\\\\").replace('"""', "'''")
    pad = " " * indent
    paragraphs = [
        textwrap.fill(" ".join(p.split()), 118 - indent, subsequent_indent=" " * hanging) for p in escaped.split("\n\n")
    ]
    return "\n\n".join(paragraphs).replace("\n", f"\n{pad}").replace(f"\n{pad}\n", "\n\n")
