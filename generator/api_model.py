"""The language-neutral model of the API: openapi.yaml, resolved and checked. The only input of a language target.

Names are in snake_case and may be reserved words of a language; a target turns them into its own identifiers. No value
here is source text of any language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import attrs

from generator.value_types import NO_LIMITS, Limits, ListOf, Nullable, Scalar, Type, inputs_in, models_in

IDEMPOTENT_METHODS = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"}
"""The methods whose requests may be sent twice, as RFC 9110 has it."""

DEFAULT_HINT = "find out what it did before trying again"
"""What to do when it is not known whether a request was processed, where the description says nothing of it."""


class Location(StrEnum):
    """The part of a request that carries the value of an argument."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    OPEN_QUERY = "open-query"  # each key is a parameter of the query
    BODY = "body"  # one key of the body
    EXTRA = "extra"  # keys that are merged into the body, last
    WHOLE_BODY = "whole-body"


class QueryStyle(StrEnum):
    """The encoding of a list or an object in a query."""

    REPEATED = "repeated"  # a=1&a=2
    COMMA = "comma"  # a=1,2
    SPACE = "space"  # a=1%202
    PIPE = "pipe"  # a=1|2
    BRACKETS = "brackets"  # a[key]=1


@attrs.frozen(kw_only=True)
class Argument:
    """One argument of an operation."""

    name: str
    wire_name: str
    location: Location
    type: Type
    required: bool
    description: str
    always_sent: bool = False
    """True if the key is sent even when the caller omits the argument."""
    default: Any = None
    """The value sent in that case, as plain JSON."""
    expected: str | None = None
    """A description of the expected text, for error messages."""
    known_words: tuple[str, ...] = ()
    """Words that a text can be; others pass, too."""
    known_keys: tuple[str, ...] = ()
    unknown_keys_hint: str | None = None
    """The warning for unknown keys of a map; without it there is no warning."""
    omitted_default: Any = None
    """The default that the service uses when the value is omitted."""
    deprecated: bool = False
    unit: str | None = None
    style: QueryStyle = QueryStyle.REPEATED
    needed: bool = False
    """True if the schema requires the key in every body; its value may come from a default."""

    @property
    def can_be_null(self) -> bool:
        """True if sending null differs from omitting the argument."""
        return self.location == Location.BODY and not self.required and isinstance(self.type, Nullable)

    @property
    def limits(self) -> Limits:
        """The limits of the value; of a list, those of each item."""
        described = self.type.inner if isinstance(self.type, Nullable) else self.type
        described = described.item if isinstance(described, ListOf) else described
        return described.limits if isinstance(described, Scalar) else NO_LIMITS

    @property
    def range_in_words(self) -> str:
        """The range of the value for its documentation, or nothing."""
        low, high = self.limits.minimum, self.limits.maximum
        if self.limits.above is not None or self.limits.below is not None:
            low = self.limits.above if low is None else low
            high = self.limits.below if high is None else high
            ends = [f"above {self.limits.above}" if low == self.limits.above else f"at least {low}"] * (low is not None)
            ends += [f"below {self.limits.below}" if high == self.limits.below else f"at most {high}"] * (
                high is not None
            )
            return " and ".join(ends)
        if low is not None and high is not None:
            return f"{low} to {high}"
        if low is not None or high is not None:
            return f"at least {low}" if low is not None else f"at most {high}"
        short, long = self.limits.min_length, self.limits.max_length
        if isinstance(self.type, ListOf):
            return ""
        if short is not None and short == long:
            return f"{short} characters"
        return "not empty" if short == 1 else ""


class ResponseForm(StrEnum):
    """The format of a response body."""

    JSON = "json"
    TEXT = "text"
    BYTES = "bytes"


class BodyForm(StrEnum):
    """The way arguments are combined into a request body."""

    OBJECT = "object"
    ITEM = "item"  # the object stands in a list of one
    WHOLE = "whole"  # the body is one argument


@attrs.frozen
class Condition:
    """A key of the body that is required when another key has a certain value."""

    key: str
    value: Any
    required_key: str


@attrs.frozen(kw_only=True)
class Rental:
    """The methods and arguments that x-rental adds to an operation that starts a session on a node."""

    method: str
    """The method that holds a session for the time of a block."""
    service: str
    """What the listing of sessions calls the service of such a session."""
    offers: str | None
    """Id of the operation that lists what can be rented: one of these can be given in place of a node's id."""
    apps: str | None
    """Id of the operation that lists applications: one of these can be given as `app`, and knows the rest."""


@attrs.frozen(kw_only=True)
class Input:
    """A JSON object that is a part of a request."""

    name: str
    description: str
    fields: tuple[Argument, ...]

    @property
    def uses(self) -> set[str]:
        """The names of the objects within."""
        return {name for field in self.fields for name in inputs_in(field.type)}


@attrs.frozen(kw_only=True)
class Operation:
    """One operation of the API."""

    id: str
    http_method: str
    path_template: str
    summary: str
    description: str
    arguments: tuple[Argument, ...]
    body: BodyForm | None
    constants: Mapping[str, Any]
    """Keys of the body whose value the description fixes."""
    conditions: tuple[Condition, ...]
    returns: Type | None
    returns_description: str
    errors: tuple[tuple[str, str], ...]
    """Status codes, such as 404 or 5XX, and what each means."""
    idempotent: bool
    idempotence_is_stated: bool
    """True when x-idempotent says so, False when it follows from the HTTP method."""
    idempotence_reason: str | None
    """Why the request may be sent twice although its HTTP method says that it may not."""
    recovery_hint: str | None
    """What the caller should do when it is unknown whether the request was processed."""
    needs_key: bool
    """True if the API rejects it without an API key."""
    response_adapter: str | None
    """The SDK function that converts the response body, where its schema is not enough."""
    rental: Rental | None
    """For an operation that starts a session."""
    deprecated: bool = False
    replaced_by: str | None = None
    """Id of the operation to call in its place, when it is deprecated."""
    body_required: bool = True
    """True if a body is sent even when all of its arguments are omitted."""
    body_media_type: str = "application/json"
    response_form: ResponseForm = ResponseForm.JSON

    @property
    def method(self) -> str:
        """The name of the operation within its tag."""
        return self.id.rpartition(".")[2]

    def method_for(self, *, renting: bool) -> str:
        """Return the name of the method that holds a session for the time of a block, if wanted and there is one."""
        return self.rental.method if renting and self.rental else self.method

    @property
    def acts_despite_its_method(self) -> bool:
        """Whether the HTTP method wrongly says that the request may be sent twice."""
        return not self.idempotent and self.http_method in IDEMPOTENT_METHODS

    def arguments_in(self, *locations: str) -> list[Argument]:
        """Return the arguments that go to these locations."""
        return [argument for argument in self.arguments if argument.location in locations]


@attrs.frozen(kw_only=True)
class Tag:
    """The operations under one tag, which become one resource."""

    name: str
    description: str
    handle: str | None
    """The path parameter that a handle object binds for all operations."""
    operations: tuple[Operation, ...]

    @property
    def has_rentals(self) -> bool:
        """Whether one of the operations starts a session that can be held for the time of a block."""
        return any(operation.rental for operation in self.operations)


@attrs.define
class Namespace:
    """A node of the client's tree: the resources directly below it, and further namespaces."""

    name: str
    path: str = ""
    """The name with those of the namespaces above, joined by dots."""
    tags: list[Tag] = attrs.Factory(list)
    """The resources directly below that have nothing below themselves."""
    own: Tag | None = None
    """The resource of the same name, whose operations stand beside what is below."""
    children: list[Namespace] = attrs.Factory(list)

    @property
    def has_rentals(self) -> bool:
        """Whether a resource at any depth below it has rentals."""
        tags = [*self.tags, *([self.own] if self.own else [])]
        return any(tag.has_rentals for tag in tags) or any(child.has_rentals for child in self.children)

    def child(self, name: str) -> Namespace:
        """Return the namespace of this name directly below, a new one if there is none."""
        for child in self.children:
            if child.name == name:
                return child
        self.children.append(Namespace(name, f"{self.path}.{name}" if self.path else name))
        return self.children[-1]

    def bottom_up(self) -> Iterator[Namespace]:
        """Yield the namespaces below, then this one."""
        for child in self.children:
            yield from child.bottom_up()
        yield self


class Conversion(StrEnum):
    """The computation of a derived property from the value received."""

    OCTA = "octa"  # from Wei
    USD = "usd"  # from Wei, at a market price
    USD_PER_HOUR = "usd-per-hour"  # from USD per hour times 10,000
    PRICE = "price"  # from a price in USD that is 0 when the price is set in OCTA
    MBPS = "mbps"  # from bandwidth
    TIME_FROM_MS = "time-from-ms"
    TIME_FROM_TEXT = "time-from-text"
    ENDED_NORMALLY = "ended-normally"  # from the number of the reason


@attrs.frozen(kw_only=True)
class PriceSources:
    """The attributes beside a price in USD that say what it is when it is set in OCTA."""

    in_ten_thousandths: bool
    """True if the price is in units of USD / 10,000."""
    octa: str | None
    """The same price in OCTA."""
    octa_in_wei: bool
    market_price: str | None
    in_usd: str | None
    """The attribute that is true when the price is set in USD."""


@attrs.frozen(kw_only=True)
class Derived:
    """A property computed from an attribute by its `x-unit`, `x-market-price` or `x-price`."""

    name: str
    conversion: Conversion
    nullable: bool
    price: tuple[str, ...] = ()
    """The attributes on the way to the market price, from the model that has the attribute."""
    sources: PriceSources | None = None
    """For a price."""


@attrs.frozen(kw_only=True)
class Attribute:
    """One attribute of a model."""

    wire_name: str
    aliases: tuple[str, ...] = ()
    """Other names under which some hosts send it; where they do, `required` means this or one of them."""
    type: Type
    required: bool
    nullable: bool
    description: str
    secret: bool
    derived: tuple[Derived, ...]
    deprecated: bool = False
    unit: str | None = None
    given_name: str | None = None
    """The name given by x-name, in place of the wire name."""

    @property
    def name(self) -> str:
        """The name from which each language makes its own."""
        return self.given_name or self.wire_name


@attrs.frozen(kw_only=True)
class Model:
    """An object that the API answers with, or a part of one; its attributes are in the order of the wire."""

    name: str
    description: str
    attributes: tuple[Attribute, ...]
    summary: tuple[str, ...] = ()
    """The members to print first: attributes, derived properties and methods of `behaviour`."""
    behaviour: str | None = None
    """The name of a set of methods that each language implements by hand."""
    is_answer: bool = False
    """True if an operation returns it directly or in a list; False if it is only nested in other models."""

    @property
    def uses(self) -> list[str]:
        """The names of the other models in it."""
        found = {name for attribute in self.attributes for name in models_in(attribute.type)}
        return sorted(found - {self.name})


@attrs.frozen(kw_only=True)
class APIModel:
    """The whole API."""

    title: str
    version: str
    models: tuple[Model, ...]
    inputs: tuple[Input, ...]
    tags: tuple[Tag, ...]
    root: Namespace
    document: Mapping[str, Any]
    """The description itself, for targets that ship it."""

    @property
    def base_url(self) -> str:
        """Where requests go by default: the first host; empty without one."""
        return next((str(server["url"]) for server in self.document.get("servers", ())), "")

    @property
    def acting(self) -> list[tuple[str, str]]:
        """Method and path of requests that act, or may act, although their HTTP method says that they do not.

        Where only methods that act are described, a GET of the same path may act as well.
        """
        operations = [operation for tag in self.tags for operation in tag.operations]
        readable = {each.path_template for each in operations if each.http_method == "GET" and each.idempotent}
        described = [(each.http_method, each.path_template) for each in operations if each.acts_despite_its_method]
        guessed = [("GET", each.path_template) for each in operations if each.path_template not in readable]
        return list(dict.fromkeys(described + guessed))

    def operation(self, operation_id: str) -> Operation:
        """Return the operation with this id.

        Raises:
            KeyError: There is none.
        """
        for tag in self.tags:
            for operation in tag.operations:
                if operation.id == operation_id:
                    return operation
        raise KeyError(operation_id)

    def replacement(self, operation: Operation) -> Operation | None:
        """Return the operation to call in place of a deprecated one; None if there is none."""
        return self.operation(operation.replaced_by) if operation.replaced_by else None

    def tag_of(self, operation: Operation) -> Tag:
        """Return the tag of an operation."""
        return next(tag for tag in self.tags if operation in tag.operations)

    def model(self, name: str) -> Model:
        """Return the model of this name.

        Raises:
            KeyError: There is none.
        """
        for model in self.models:
            if model.name == name:
                return model
        raise KeyError(name)

    def listed_by(self, operation_id: str | None) -> Model | None:
        """Return the model that an operation lists; None without an operation."""
        returns = self.operation(operation_id).returns if operation_id else None
        return self.model(next(models_in(returns))) if returns else None
