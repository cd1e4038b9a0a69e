"""Lists the differences between two descriptions of the API, as callers of the Python SDK see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

import attrs

from generator.api_model import APIModel, Argument, Attribute, Input, Location, Model, Operation, Rental
from generator.python import names, types
from generator.python.source import error_class
from generator.value_types import ANY, Kind, Limits, ListOf, MapOf, Nullable, Scalar, Type, Union


class Effect(StrEnum):
    """The effect of a change on a program that uses the SDK."""

    BREAKING = "breaking"
    ADDITIVE = "additive"
    DOCUMENTATION = "documentation"


@attrs.frozen(order=True)
class Change:
    """One difference, in the words of a caller."""

    effect: Effect
    subject: str
    text: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.text}"


BREAKING, ADDITIVE, DOCUMENTATION = Effect.BREAKING, Effect.ADDITIVE, Effect.DOCUMENTATION


def differences(old: APIModel, new: APIModel) -> list[Change]:
    """Return every difference, the breaking ones first."""
    changes = [
        *_operations(old, new),
        *_models({model.name: model for model in old.models}, {model.name: model for model in new.models}),
        *_inputs({each.name: each for each in old.inputs}, {each.name: each for each in new.inputs}),
        *_tags(old, new),
        *_hosts(old, new),
    ]
    order = list(Effect)
    return sorted(set(changes), key=lambda change: (order.index(change.effect), change.subject, change.text))


def proposed_version(old: str, changes: Iterable[Change]) -> str:
    """Return the version that the changes ask for, by Semantic Versioning; below 1.0.0 the minor number breaks."""
    effects = {change.effect for change in changes}
    major, minor, patch = (*version_numbers(old), 0, 0, 0)[:3]
    if not effects:
        return old
    if BREAKING in effects:
        return f"{major + 1}.0.0" if major else f"0.{minor + 1}.0"
    if ADDITIVE in effects and major:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"


def version_numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, to compare it with another; what follows a dash is left out."""
    return tuple(int(part) if part.isdecimal() else 0 for part in version.partition("-")[0].split("."))


def _all(api: APIModel) -> dict[str, Operation]:
    return {operation.id: operation for tag in api.tags for operation in tag.operations}


def _operations(old: APIModel, new: APIModel) -> Iterator[Change]:
    before, after = _all(old), _all(new)
    handles = {tag.name: tag.handle for tag in new.tags}
    by_place = {(each.http_method, each.path_template): each for each in after.values()}
    for name, operation in before.items():
        if name in after:
            yield from _operation(operation, after[name], handles.get(name.rpartition(".")[0]))
        else:
            moved = by_place.get((operation.http_method, operation.path_template))
            text = f"is now {_method(moved)}" if moved and moved.id not in before else "is gone"
            yield Change(BREAKING, _method(operation), text)
    for name, operation in after.items():
        if name not in before:
            yield Change(ADDITIVE, _method(operation), f"is new ({operation.http_method} {operation.path_template})")


def _method(operation: Operation) -> str:
    tag = ".".join(map(names.attribute_of, operation.id.split(".")[:-1]))
    return f"{tag}.{names.method_name(operation)}()"


def _operation(old: Operation, new: Operation, handle: str | None) -> Iterator[Change]:
    subject = _method(old)
    wire = (f"{old.http_method} {old.path_template}", f"{new.http_method} {new.path_template}")
    if _anonymous(old) != _anonymous(new):
        yield Change(BREAKING, subject, f"sends {wire[1]} in place of {wire[0]}")
    for what in ("body", "body_media_type", "constants", "response_form"):
        if getattr(old, what) != getattr(new, what):
            shown = f"{getattr(old, what)!s} to {getattr(new, what)!s}"
            yield Change(BREAKING, subject, f"the {what.replace('_', ' ')} changes from {shown}")
    if old.body == new.body and old.body_required != new.body_required:
        effect, verb = (BREAKING, "always sends") if new.body_required else (ADDITIVE, "need not send")
        yield Change(effect, subject, f"{verb} a body")
    for condition in set(new.conditions) - set(old.conditions):
        yield Change(BREAKING, subject, f"needs {condition.required_key} when {condition.key} is {condition.value!r}")
    for condition in set(old.conditions) - set(new.conditions):
        text = f"needs no {condition.required_key} any more when {condition.key} is {condition.value!r}"
        yield Change(ADDITIVE, subject, text)
    yield from _arguments(subject, old.arguments, new.arguments)
    yield from _order(subject, old, new, handle)
    yield from _value(BREAKING, subject, "returns", old.returns, new.returns)
    if old.response_adapter != new.response_adapter:  # what it returns says the line before
        yield Change(ADDITIVE, subject, "reads its answer in another way")
    if old.idempotent != new.idempotent:
        effect, text = (ADDITIVE, "is repeated") if new.idempotent else (BREAKING, "is not repeated any more")
        yield Change(effect, subject, f"{text} when it fails on the way")
    if old.needs_key != new.needs_key:
        effect, text = (BREAKING, "needs the API key") if new.needs_key else (ADDITIVE, "needs no API key")
        yield Change(effect, subject, text)
    yield from _rental(subject, old.rental, new.rental)
    yield from _errors(subject, old, new)
    if new.deprecated != old.deprecated:
        yield Change(ADDITIVE, subject, "is deprecated" if new.deprecated else "is not deprecated any more")
    texts = ("summary", "description", "returns_description", "recovery_hint", "idempotence_reason")
    if any(getattr(old, text) != getattr(new, text) for text in texts):
        yield Change(DOCUMENTATION, subject, "is documented in other words")


def _rental(subject: str, old: Rental | None, new: Rental | None) -> Iterator[Change]:
    resource = subject.rpartition(".")[0]
    if old and (new is None or old.method != new.method):
        yield Change(BREAKING, f"{resource}.{old.method}()", "is gone")
    if new and (old is None or old.method != new.method):
        yield Change(ADDITIVE, f"{resource}.{new.method}()", "is new")
    for listing in ("offers", "apps") if old and new else ():
        before, after = getattr(old, listing), getattr(new, listing)
        if before != after and before:
            yield Change(BREAKING, subject, f"does not take any more what {before} lists")
        if before != after and after:
            yield Change(ADDITIVE, subject, f"takes what {after} lists")


def _anonymous(operation: Operation) -> str:
    """Return method and path with the parameters numbered: their names are not on the wire."""
    path = operation.path_template
    for argument in operation.arguments_in(Location.PATH):
        path = path.replace(f"{{{argument.wire_name}}}", "{}")
    return f"{operation.http_method} {path}"


def _errors(subject: str, old: Operation, new: Operation) -> Iterator[Change]:
    before, after = dict(old.errors), dict(new.errors)
    for code in after.keys() - before.keys():
        yield Change(ADDITIVE, subject, f"may raise {error_class(code)} (HTTP {code})")
    for code in before.keys() - after.keys():
        yield Change(DOCUMENTATION, subject, f"is not said any more to answer HTTP {code}")


def _order(subject: str, old: Operation, new: Operation, handle: str | None) -> Iterator[Change]:
    """Yield what a caller notices who passes arguments without their names."""

    def positional(operation: Operation) -> list[str]:
        path = [names.argument_name(a) for a in operation.arguments_in(Location.PATH) if a.wire_name != handle]
        rest = [names.argument_name(a) for a in operation.arguments if a.location != Location.PATH]
        return path + (rest if len(rest) == 1 else [])

    before, after = positional(old), positional(new)
    common = [name for name in before if name in {names.argument_name(a) for a in new.arguments}]
    if before[: len(common)] == common and after[: len(common)] != common:
        moved = next(name for index, name in enumerate(common) if after[index : index + 1] != [name])
        yield Change(BREAKING, subject, f"{moved} has to be passed by its name, or in another place")


def _arguments(subject: str, old: Iterable[Argument], new: Iterable[Argument]) -> Iterator[Change]:
    before, after = ({names.argument_name(a): a for a in each} for each in (old, new))
    wire = {(a.location, a.wire_name): name for name, a in after.items() if name not in before}
    for name, argument in before.items():
        if name in after:
            yield from _argument(subject, name, argument, after[name])
        elif renamed := wire.pop((argument.location, argument.wire_name), None):
            yield Change(BREAKING, subject, f"{name} is now called {renamed}")
            del after[renamed]
        else:
            yield Change(BREAKING, subject, f"{name} is gone")
    for name, argument in after.items():
        if name not in before:
            effect, kind = (BREAKING, "a required argument") if argument.required else (ADDITIVE, "an argument")
            yield Change(effect, subject, f"{name} is new, {kind}")


def _argument(subject: str, name: str, old: Argument, new: Argument) -> Iterator[Change]:
    if old.required != new.required:
        effect, text = (BREAKING, "is required") if new.required else (ADDITIVE, "is not required any more")
        yield Change(effect, subject, f"{name} {text}")
    is_in_path = old.location == new.location == Location.PATH
    place, now = ((a.location, a.wire_name, a.style) for a in (old, new))
    if place != now and not is_in_path:
        yield Change(BREAKING, subject, f"{name} is sent as {_place(new)} in place of {_place(old)}")
    if old.type != new.type:
        effect = ADDITIVE if _covers(new.type, old.type) else BREAKING
        yield Change(effect, subject, f"{name} takes {_shown(new)} in place of {_shown(old)}")
    for (label, before), (_, after) in zip(_limits(old.type), _limits(new.type), strict=False):
        yield from _limit(subject, f"{name}{label}", before, after)
    yield from _unit(subject, f"{name} ", old.unit, new.unit)
    if (old.always_sent, old.default) != (new.always_sent, new.default) and not (old.required or new.required):
        yield Change(BREAKING, subject, f"{name} is sent as {new.default!r} in place of {old.default!r} when left out")
    if old.omitted_default != new.omitted_default:
        text = f"the service takes {new.omitted_default!r} in place of {old.omitted_default!r} when it is left out"
        yield Change(BREAKING, subject, f"{name}: {text}")
    if old.deprecated != new.deprecated:
        yield Change(ADDITIVE, subject, f"{name} is {'deprecated' if new.deprecated else 'not deprecated any more'}")
    if old.description != new.description:
        yield Change(DOCUMENTATION, subject, f"{name} is documented in other words")


def _place(argument: Argument) -> str:
    style = "" if argument.style == "repeated" else f" ({argument.style})"
    return f"{argument.wire_name} in the {argument.location}{style}"


def _shown(argument: Argument) -> str:
    return types.argument_annotation(argument)


def _limits(described: Type, label: str = "") -> Iterator[tuple[str, Limits]]:
    """Yield the limits of a type and of what is in it."""
    match described:
        case Nullable(inner):
            yield from _limits(inner, label)
        case ListOf(item, limits):
            yield label, limits
            yield from _limits(item, f"{label}[]")
        case MapOf(value):
            yield from _limits(value, f"{label}[]")
        case Scalar(_, limits):
            yield label, limits
        case Union(members):
            for member in members:
                yield from _limits(member, label)


LEAST = ("minimum", "min_length", "above", "min_items")
MOST = ("maximum", "max_length", "below", "max_items")


def _limit(subject: str, name: str, old: Limits, new: Limits) -> Iterator[Change]:
    for field in (*LEAST, *MOST):
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            if after is None or before is None:
                tightened = before is None
            else:
                tightened = after > before if field in LEAST else after < before
            text = f"{name}: {field.replace('_', ' ')} is {after} in place of {before}"
            yield Change(BREAKING if tightened else ADDITIVE, subject, text)
    if old.pattern != new.pattern:
        effect = ADDITIVE if new.pattern is None else BREAKING
        yield Change(effect, subject, f"{name}: must match {new.pattern} in place of {old.pattern}")
    if old.form != new.form:
        effect = BREAKING if old.form else ADDITIVE
        yield Change(effect, subject, f"{name} takes a {new.form or 'text'} in place of a {old.form or 'text'}")
    gone = [word for word in old.words if word not in new.words]
    if new.words and (gone or not old.words):
        yield Change(BREAKING, subject, f"{name}: only {', '.join(map(repr, new.words))} is allowed")
    elif set(old.words) != set(new.words):
        yield Change(ADDITIVE, subject, f"{name}: other words are allowed")


def _covers(wide: Type, narrow: Type) -> bool:
    """Return whether every value of one type is a value of another."""
    if wide in (ANY, narrow):
        return True
    match wide, narrow:
        case _, Union(members):
            return all(_covers(wide, member) for member in members)
        case Nullable(inner), Nullable(other):
            return _covers(inner, other)
        case Nullable(inner), _:
            return narrow == Scalar(Kind.NULL) or _covers(inner, narrow)
        case Union(members), _:
            return any(_covers(member, narrow) for member in members)
        case ListOf(item), ListOf(other):
            return _covers(item, other)
        case MapOf(value), MapOf(other):
            return _covers(value, other)
    return wide == Scalar(Kind.NUMBER) and narrow == Scalar(Kind.INTEGER)


def _value(worst: Effect, subject: str, verb: str, old: Type | None, new: Type | None) -> Iterator[Change]:
    """Yield what changes of a value that callers receive; a type with fewer values breaks nobody."""
    if old != new:
        is_narrower = old is not None and new is not None and not isinstance(new, Union) and _covers(old, new)
        is_narrower = is_narrower and (old, new) != (Scalar(Kind.NUMBER), Scalar(Kind.INTEGER)) and old != ANY
        effect = ADDITIVE if is_narrower or old is None else worst
        yield Change(effect, subject, f"{verb} {types.annotation(new)} in place of {types.annotation(old)}")


def _models(before: dict[str, Model], after: dict[str, Model]) -> Iterator[Change]:
    for name, model in before.items():
        if name not in after:
            yield Change(BREAKING, names.class_name(name), "is gone")
        else:
            yield from _model(model, after[name])
    for name in after.keys() - before.keys():
        yield Change(ADDITIVE, names.class_name(name), "is new")


def _model(old: Model, new: Model) -> Iterator[Change]:
    before, after = ({a.wire_name: a for a in each.attributes} for each in (old, new))
    owner = names.class_name(old.name)
    for wire_name, attribute in before.items():
        subject = f"{owner}.{names.attribute_name(attribute)}"
        if wire_name in after:
            name = names.attribute_name(after[wire_name])
            if name != names.attribute_name(attribute):
                yield Change(BREAKING, subject, f"is now called {name}")
            yield from _attribute(subject, attribute, after[wire_name])
            continue
        heir = next((a for a in new.attributes if wire_name in a.aliases and a.wire_name not in before), None)
        text = f"is now called {names.attribute_name(heir)}" if heir else "is gone"
        yield Change(BREAKING, subject, text)
    for wire_name, attribute in after.items():
        if wire_name not in before:
            yield Change(ADDITIVE, f"{owner}.{names.attribute_name(attribute)}", "is new")
    if old.description != new.description:
        yield Change(DOCUMENTATION, owner, "is documented in other words")


def _attribute(subject: str, old: Attribute, new: Attribute) -> Iterator[Change]:
    before, after = (a.type if a.required else _optional(a.type) for a in (old, new))
    yield from _value(BREAKING, subject, "is", before, after)
    yield from _unit(subject, "", old.unit, new.unit)
    derived, now = ({d.name: d for d in a.derived} for a in (old, new))
    owner = subject.rpartition(".")[0]
    for name, each in derived.items():
        if name not in now:
            yield Change(BREAKING, f"{owner}.{name}", "is gone")
        elif (each.conversion, each.price) != (now[name].conversion, now[name].price):
            yield Change(BREAKING, f"{owner}.{name}", "is computed in another way")
    for name in now.keys() - derived.keys():
        yield Change(ADDITIVE, f"{owner}.{name}", "is new")
    for alias in set(old.aliases) - set(new.aliases):
        yield Change(BREAKING, subject, f"is not read from {alias} any more")
    for alias in set(new.aliases) - set(old.aliases):
        yield Change(ADDITIVE, subject, f"is read from {alias} as well")
    if old.secret != new.secret:
        effect, text = (ADDITIVE, "is masked") if new.secret else (BREAKING, "is not masked any more")
        yield Change(effect, subject, f"{text} when it is printed")
    if old.deprecated != new.deprecated:
        yield Change(ADDITIVE, subject, "is deprecated" if new.deprecated else "is not deprecated any more")
    if old.description != new.description:
        yield Change(DOCUMENTATION, subject, "is documented in other words")


def _unit(subject: str, what: str, old: str | None, new: str | None) -> Iterator[Change]:
    """Yield a change of the unit; one that was not stated before is only documented now."""
    if old != new:
        text = f"{what}is in {new or 'no stated unit'} in place of {old or 'no stated unit'}"
        yield Change(BREAKING if old and new else DOCUMENTATION, subject, text)


def _optional(described: Type) -> Type:
    return described if isinstance(described, Nullable) or described == ANY else Nullable(described)


def _inputs(before: dict[str, Input], after: dict[str, Input]) -> Iterator[Change]:
    for name in before.keys() & after.keys():
        yield from _arguments(names.class_name(name), before[name].fields, after[name].fields)


def _tags(old: APIModel, new: APIModel) -> Iterator[Change]:
    before = {tag.name: tag.handle for tag in old.tags}
    for tag in new.tags:
        if tag.name in before and before[tag.name] != tag.handle:
            yield Change(BREAKING, tag.name, f"is bound to {tag.handle or 'nothing'} in place of {before[tag.name]}")


def _hosts(old: APIModel, new: APIModel) -> Iterator[Change]:
    before, after = ([server.get("url") for server in api.document.get("servers", ())] for api in (old, new))
    for url in (url for url in before if url not in after):
        yield Change(BREAKING, "hosts", f"{url} is gone")
    for url in (url for url in after if url not in before):
        yield Change(ADDITIVE, "hosts", f"{url} is new")
