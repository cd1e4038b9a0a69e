"""What all models have in common: how they print, how they are copied, and how they become plain JSON again."""

import copy
import reprlib
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from importlib import import_module
from types import MappingProxyType
from typing import Any, Protocol, Self, SupportsIndex, TypeVar, overload

import attrs

from . import units

M = TypeVar("M", bound="Model")
T = TypeVar("T")


class Model:
    """A part of an answer: its attributes have the wire's names and units.

    An attribute that the description requires is None when an answer lacks it, whatever its type says, and is what came
    when that does not fit: a changed API fails no call. `on_drift` of the client is told of each such attribute, and
    `on_drift="raise"` refuses such answers.
    """

    # What a None cannot tell: which required attributes were missing, and which of the others were null. Set only when
    # there are any, so that decoding pays nothing.
    __slots__ = ("_explicit_null", "_missing")

    def to_dict(self) -> dict[str, Any]:
        """Return this model as plain JSON values under the wire's names, which `json.dumps` takes.

        Every described field that was sent is there, as it was decoded: a quoted number is a number, what did not
        fit its description is as it came. A field that was left out is left out; null is None where the description
        allows it. The model that a call returned has the fields that openapi.yaml does not have as well, those of the
        parts of it too; a part alone has not.

        Returns:
            A dictionary that shares nothing with this model.
        """
        return {
            field.metadata.get("wire_name", field.name): _copied(value, _plain)
            for field in _fields(self)
            if (value := getattr(self, field.name)) is not None or _was_sent(self, field)
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any], *, strict: bool = False) -> Self:
        """Return the model that an answer with these plain JSON values would become, for tests.

        Args:
            plain: Values under the wire's names. As with an answer, a value that does not fit stays as it is, and what
                is missing is None.
            strict: Whether to refuse what does not fit or is missing.

        Raises:
            ValueError: With `strict`, something does not fit or is missing; the message names it.
        """
        # The SDK's decoder, which this package does not depend on.
        model: Self = import_module("octaspace_sdk.decoding.from_plain").from_plain(cls, plain, strict=strict)
        return model

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        """How pydantic and FastAPI take a model in, as it is or as plain JSON values, and give it out."""
        schemas = import_module("pydantic_core").core_schema

        def validated(value: object) -> Any:
            if isinstance(value, cls):
                return value
            if not isinstance(value, Mapping):
                raise ValueError(f"must be a {cls.__name__} or an object")
            return cls.from_dict(value, strict=True)

        as_json = schemas.plain_serializer_function_ser_schema(lambda model: model.to_dict())
        return schemas.no_info_plain_validator_function(validated, serialization=as_json)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: object, handler: object) -> dict[str, Any]:
        """Return what FastAPI documents."""
        return {"type": "object", "title": cls.__name__, "description": (cls.__doc__ or "").partition("\n")[0]}

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """Return the fields that `to_dict` has, for `dict(model)`: FastAPI makes JSON so where no type is stated."""
        return iter(self.to_dict().items())

    def __repr__(self) -> str:
        return _short.repr(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        new = object.__new__(type(self))
        new.__setstate__({name: _copied(value, copy.deepcopy) for name, value in self.__getstate__().items()})
        return new

    def __getstate__(self) -> dict[str, Any]:
        names = (*(field.name for field in _fields(self)), *Model.__slots__)
        return {name: getattr(self, name) for name in names if hasattr(self, name)}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        for field in _fields(self):
            object.__setattr__(self, field.name, state.get(field.name))
        for name in Model.__slots__:
            if name in state:
                object.__setattr__(self, name, state[name])


class Source(Protocol):
    """Finds what openapi.yaml does not have in the JSON of an answer."""

    def unknown_fields(self, index: int | None) -> Mapping[str, Any]: ...


class ResponseModel(Model):
    """A model that is decoded from a whole response: a call returns it, alone or in a list."""

    # The source and the index of this model in the answer, or the unknown fields themselves.
    __slots__ = ("_source",)

    @property
    def unknown_fields(self) -> Mapping[str, Any]:
        """The fields of this object that openapi.yaml does not have, as plain JSON values; read-only.

        Those of a part stand where the part is: `node.unknown_fields["system"]["gpus"][0]["nvlink"]`. They are looked
        up in the JSON of the answer, which its models keep if it has at most 1 MiB.

        Raises:
            LookupError: The answer was longer, and the client had no `report_unknown_fields=True`.
        """
        source = getattr(self, "_source", None) or {}
        found = source[0].unknown_fields(source[1]) if isinstance(source, tuple) else source
        return MappingProxyType(_copied(found, _plain))

    def to_dict(self) -> dict[str, Any]:
        plain = super().to_dict()
        _merge(plain, self._kept_unknown_fields())
        return plain

    to_dict.__doc__ = Model.to_dict.__doc__

    def _kept_unknown_fields(self) -> Mapping[str, Any]:
        try:
            return self.unknown_fields
        except LookupError:
            return {}

    def __getstate__(self) -> dict[str, Any]:
        found = self._kept_unknown_fields()
        return super().__getstate__() | ({"_source": dict(found)} if found else {})

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        super().__setstate__(state)
        if "_source" in state:
            set_source(self, state["_source"])


set_source: Callable[[ResponseModel, Any], None] = ResponseModel._source.__set__  # type: ignore[attr-defined]
"""Sets where a model finds its unknown fields: a `Source` and its index there, or the fields themselves."""


def build(kind: type[M], values: Mapping[str, Any], *, missing: Collection[str] = ()) -> M:
    """Make a model of the values of all attributes, taken as they are; `missing` names those not in the answer."""
    model = kind(**values)
    if missing:
        object.__setattr__(model, "_missing", frozenset(missing))
    return model


def record_nulls(model: Model, names: Collection[str]) -> None:
    """Note the attributes that were null in the answer and could have been left out."""
    if names:
        object.__setattr__(model, "_explicit_null", frozenset(names))


def with_changes(model: M, **changes: Any) -> M:
    """Return a copy in which these attributes have other values."""
    changed = copy.copy(model)
    for name, value in changes.items():
        object.__setattr__(changed, name, value)
    return changed


def summary_of(kind: type) -> tuple[str, ...]:
    """Return the attributes and properties of a model class that matter most (`x-summary`); may be empty."""
    summary: tuple[str, ...] = getattr(kind, "_summary", ())
    return summary


def wei_attributes_of(kind: type) -> tuple[str, ...]:
    """Return the attributes of a class of models that are amounts in Wei."""
    attributes: tuple[str, ...] = getattr(kind, "_in_wei", ())
    return attributes


def nullable_attributes_of(kind: Any) -> tuple[str, ...]:
    """Return the attributes of a class of models whose None can mean null, and that the field was left out."""
    attributes: tuple[str, ...] = getattr(kind, "_nullable", ())
    return attributes


def _merge(plain: Any, unknown: Mapping[Any, Any]) -> None:
    """Put unknown fields into the plain form of a model, each where it was."""
    for name, value in unknown.items():
        if isinstance(plain, list) or name in plain:
            _merge(plain[name], value)
        else:
            plain[name] = value


class ModelList(list[T]):
    """A list of models. A notebook shows it as a table, and rich does; in all else it is a list."""

    __slots__ = ()

    @overload
    def __getitem__(self, key: SupportsIndex, /) -> T: ...
    @overload
    def __getitem__(self, key: slice, /) -> Self: ...
    def __getitem__(self, key: Any, /) -> Any:
        found = super().__getitem__(key)
        return type(self)(found) if isinstance(key, slice) else found

    def _repr_html_(self) -> str | None:
        return self._table()._repr_html_() if self else None

    def __rich__(self) -> Any:
        return self._table().__rich__() if self else "[]"

    def _table(self) -> Any:
        return import_module("octaspace_sdk.tables").Table(self)


def masked(value: object) -> str:
    """How a secret shows in a repr: that it is there, not what it is."""
    return "None" if value is None else "'***'"


class Shown(str):
    """A text that is shown without quotes."""


def fact(model: Model, name: str) -> Any:
    """One value of a model as people read it: amounts with the digits that matter, other fractions with one."""
    value = getattr(model, name, None)
    if isinstance(value, Decimal):
        return Shown(units.format_octa(value) if name.endswith("_octa") else units.format_usd(value))
    return round(value, 1) if isinstance(value, float) else value


class _Short(reprlib.Repr):
    """One line of what matters most: the first attributes that are not None, the longer values shortened."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel = 3
        self.maxstring = self.maxother = self.maxlong = 40
        self.maxlist = self.maxdict = 3

    def repr1(self, x: Any, level: int) -> str:
        return self.repr_model(x, level) if isinstance(x, Model) else super().repr1(x, level)

    def repr_model(self, model: Model, level: int) -> str:
        if level <= 1:
            return f"{type(model).__name__}(...)"
        if level == self.maxlevel and (summary := summary_of(type(model))):
            return self._summary_of(model, summary, level)
        room = 200 if level == self.maxlevel else 40
        shown: list[str] = []
        fields = [field for field in _fields(model) if getattr(model, field.name) is not None]
        for field in fields:
            value = getattr(model, field.name)
            text = str(field.repr(value)) if callable(field.repr) else self.repr1(value, level - 1)
            room -= len(text) + len(field.name)
            # That there is a secret is always said: it is short.
            if room > 0 or not shown or callable(field.repr):
                shown.append(f"{field.name}={text}")
        more = ["..."] if len(shown) < len(fields) else []
        return f"{type(model).__name__}({', '.join([*shown, *more])})"

    def _summary_of(self, model: Model, summary: Collection[str], level: int) -> str:
        """Return what the description wants to be shown, and that there are secrets."""
        facts = [(name, fact(model, name)) for name in summary]
        secrets = [field for field in _fields(model) if callable(field.repr) and getattr(model, field.name) is not None]
        shown = [
            *(
                f"{name}={value if isinstance(value, Shown) else self.repr1(value, level - 1)}"
                for name, value in facts
                if value not in (None, "")
            ),
            *(f"{field.name}={field.repr(getattr(model, field.name))}" for field in secrets),
            "...",
        ]
        return f"{type(model).__name__}({', '.join(shown)})"

    def repr_int(self, x: int, level: int) -> str:
        return super().repr_int(x, level) if x.bit_length() < 1000 else f"<integer of {x.bit_length()} bits>"


_short = _Short()


def _fields(model: Model) -> tuple[Any, ...]:
    fields: tuple[Any, ...] = attrs.fields(type(model))  # type: ignore[arg-type]
    return fields


def _was_sent(model: Model, field: Any) -> bool:
    """Whether the answer had a field that is None now."""
    if field.default is attrs.NOTHING:
        return field.name not in getattr(model, "_missing", ())
    return field.name in getattr(model, "_explicit_null", ())


def _plain(value: "Model | Decimal") -> Any:
    """Return what JSON has in place of a model, and of an amount; one that no number can be is text, as it was sent."""
    if isinstance(value, Model):
        return value.to_dict()
    return float(value) if value.is_finite() else str(value)


def _copied(value: Any, of_part: Callable[[Any], Any]) -> Any:
    """Return lists and mappings anew, with what the function makes of each part; one frame for each level."""
    if isinstance(value, (Model, Decimal)):
        return of_part(value)
    if isinstance(value, list):
        items = []
        for item in value:
            items.append(_copied(item, of_part))
        return items
    if isinstance(value, Mapping):
        pairs = {}
        for key, item in value.items():
            pairs[key] = _copied(item, of_part)
        return pairs
    return value
