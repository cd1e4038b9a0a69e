"""What must hold of a decoded answer, found without the decoder: by its values and its models' annotations alone."""

from __future__ import annotations

import copy
import json
import pickle
import types
import typing
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import attrs

from octaspace_api.model import Model

hints = cache(typing.get_type_hints)


def misfits(value: Any, hint: Any, path: str = "") -> Iterator[str]:
    """The places where a decoded value is not of the type that its model promises."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is types.UnionType:
        member = next((one for one in arguments if not list(misfits(value, one, path))), None)
        inner = next((one for one in arguments if attrs.has(one) and isinstance(value, one)), None)
        if member is None:
            lists = next((one for one in arguments if isinstance(value, typing.get_origin(one) or ())), None)
            yield from misfits(value, inner or lists, path) if inner or lists else [path]
    elif origin in (list, dict):
        if not isinstance(value, origin):
            yield path
        for one in value if isinstance(value, list) and origin is list else ():
            yield from misfits(one, arguments[0], f"{path}[]")
        for one in value.values() if type(value) is dict is origin else ():
            yield from misfits(one, arguments[1], f"{path}.*" if path else "*")
    elif attrs.has(hint) and isinstance(value, hint):
        for name, inner in hints(hint).items():
            yield from misfits(getattr(value, name), inner, f"{path}.{name}" if path else name)
    elif hint is not Any and type(value) is not hint:
        yield path


def nulls(value: Any, path: str = "") -> Iterator[str]:
    """The places of promised fields that are None."""
    for name, one in ((f"{path}[]", one) for one in value) if isinstance(value, list) else ():
        yield from nulls(one, name)
    for one in value.values() if isinstance(value, dict) else ():
        yield from nulls(one, f"{path}.*")
    for field in attrs.fields(type(value)) if isinstance(value, Model) else ():
        place, one = f"{path}.{field.name}" if path else field.name, getattr(value, field.name)
        if one is None and field.default is attrs.NOTHING:
            yield place
        yield from nulls(one, place)


def plain(value: Any) -> Any:
    """Models as dictionaries of their attributes, so that a payload's path finds its way; amounts as JSON has them."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, Model):
        return {field.name: plain(getattr(value, field.name)) for field in attrs.fields(type(value))}
    return float(value) if isinstance(value, Decimal) else value


def models(value: Any) -> Iterator[Model]:
    """Every model in a decoded value, at each depth."""
    if isinstance(value, Model):
        yield value
        value = [getattr(value, field.name) for field in attrs.fields(type(value))]
    for one in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        yield from models(one)


def use(model: Model) -> None:
    """All that can be done with a model; none of it may fail because a field is odd."""
    assert repr(model)
    assert model == copy.copy(model) or "nan" in repr(plain(model))
    again = pickle.loads(pickle.dumps(model))
    assert repr(plain(again)) == repr(plain(model)), "pickled and restored it is another"
    json.dumps(model.to_dict())
    for name in derived(type(model)):
        getattr(model, name)


@cache
def derived(model: type[Model]) -> list[str]:
    """The attributes of a model that are made from others."""
    return [name for name in dir(model) if isinstance(getattr(model, name), property)]
