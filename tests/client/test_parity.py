"""Both clients have one set of names, parameters and documents, all the way down."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from importlib import metadata

import pytest
from tests.support.description import DOCUMENT, operations
from tests.support.operations import EACH_ID

import octaspace_api
import octaspace_sdk
from octaspace_sdk import AsyncOctaSpace, OctaSpace

SYNC, ASYNC = OctaSpace(""), AsyncOctaSpace("")
ONLY = {"close": "aclose", "__enter__": "__aenter__", "__exit__": "__aexit__"}


def members(thing: object) -> dict[str, object]:
    names = [name for name in dir(type(thing)) if not name.startswith("_")]
    return {ONLY.get(name, name): getattr(thing, name) for name in names}


def pairs(place: str, one: object, other: object) -> Iterator[tuple[str, object, object]]:
    """Every public member of both trees, side by side; handles included."""
    assert members(one).keys() == members(other).keys(), place
    for name, member in members(one).items():
        twin = members(other)[name]
        yield f"{place}.{name}", member, twin
        if name == "session":
            yield from pairs(f"{place}.{name}()", member("uuid"), twin("uuid"))
        elif type(member).__module__.startswith("octaspace"):
            yield from pairs(f"{place}.{name}", member, twin)


PAIRS = list(pairs("client", SYNC, ASYNC))
METHODS = [(place, one, other) for place, one, other in PAIRS if inspect.ismethod(one)]
EACH = pytest.mark.parametrize(("place", "one", "other"), METHODS, ids=[place for place, *_ in METHODS])


def test_the_tree_is_the_one_of_the_description():
    found = {place.removeprefix("client.").replace("()", "") for place, *_ in METHODS}
    assert {data["operationId"] for _, _, data in operations()} <= found
    assert {f"raw.{data['operationId']}" for _, _, data in operations()} <= found


def test_the_tree_has_what_the_design_promises():
    found = {place.removeprefix("client.") for place, *_ in METHODS}
    assert {"request", "with_options", "aclose", "services.session().wait_ready"} <= found
    assert {"services.mr.rented", "services.vpn.connected"} <= found


@EACH
def test_method_has_one_signature(place, one, other):
    assert inspect.signature(one).parameters == inspect.signature(other).parameters
    if inspect.iscoroutinefunction(other):
        assert str(inspect.signature(one).return_annotation) == str(inspect.signature(other).return_annotation)


@EACH
def test_method_is_documented(place, one, other):
    for method in (one, other):
        assert (inspect.getdoc(method) or "").partition("\n")[0].endswith((".", ")")), place


RENTALS = {
    f"client.{data['operationId'].rpartition('.')[0]}.{data['x-rental']['method']}": f"{method.upper()} {path}"
    for method, path, data in operations()
    if "x-rental" in data
}


def test_rentals_are_documented_in_full_on_both_clients():
    methods = {place: both for place, *both in METHODS}
    assert RENTALS.keys() == {f"client.services.{name}" for name in ("mr.rented", "vpn.connected", "render.rented")}
    for place, endpoint in RENTALS.items():
        for text in map(inspect.getdoc, methods[place]):
            assert text is not None
            assert f"{endpoint}, GET /services/{{uuid}}/info, POST /services/{{uuid}}/stop" in text
            for name in (
                "ready_timeout",
                "poll_interval",
                "on_progress",
                "score",
                "handle_signals",
                "on_unknown",
                "NetworkError",
                r"\*\*arguments",
                "RequestTimeoutError",
            ):
                assert re.search(rf"^    {name}: \w", text, re.MULTILINE), name


def test_constructors_have_one_signature():
    assert inspect.signature(OctaSpace).parameters == inspect.signature(AsyncOctaSpace).parameters
    assert next(iter(inspect.signature(OctaSpace).parameters)) == "api_key"
    kinds = {name: one.kind.name for name, one in inspect.signature(OctaSpace).parameters.items()}
    assert {kind for name, kind in kinds.items() if name != "api_key"} == {"KEYWORD_ONLY"}


def test_methods_that_send_are_coroutines_on_the_async_client_only():
    ids = {data["operationId"] for _, _, data in operations()}
    for place, one, other in METHODS:
        if place.removeprefix("client.").replace("()", "") in ids:
            assert inspect.iscoroutinefunction(other), place
            assert not inspect.iscoroutinefunction(one), place


def test_operations_say_their_endpoint():
    endpoints = {data["operationId"]: f"{method.upper()} {path}" for method, path, data in operations()}
    for place, one, other in METHODS:
        endpoint = endpoints.get(place.removeprefix("client.").replace("()", ""))
        if endpoint is not None:
            assert endpoint in (inspect.getdoc(one) or ""), place
            assert endpoint in (inspect.getdoc(other) or ""), place


def test_every_tag_of_the_description_is_called_by_the_tests():
    assert {one.id.rpartition(".")[0] for one in EACH_ID} == {tag["name"] for tag in DOCUMENT["tags"]}


def test_package_offers_what_it_names():
    assert len(octaspace_sdk.__all__) == len(set(octaspace_sdk.__all__))
    assert [name for name in octaspace_sdk.__all__ if not hasattr(octaspace_sdk, name)] == []
    assert set(octaspace_sdk.__all__) <= set(dir(octaspace_sdk))
    with pytest.raises(AttributeError, match="Octaspace"):
        _ = octaspace_sdk.Octaspace


def test_there_are_two_versions():
    assert octaspace_sdk.API_VERSION == octaspace_api.API_VERSION == DOCUMENT["info"]["version"]
    assert octaspace_sdk.__version__ == metadata.version("octaspace-sdk")
