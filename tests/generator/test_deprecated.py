"""A deprecated operation warns at the line of the caller, names its replacement, and says so in its documentation."""

from __future__ import annotations

import json
import textwrap
from typing import Any

import pytest
from tests.support.project import Project

pytestmark = pytest.mark.slow

CALLS = {
    "client.apps.list()": "apps.list is deprecated; use services.session(uuid).info",
    "client.raw.apps.list()": "apps.list is deprecated; use services.session(uuid).info",
    "client.nodes.find(7)": "nodes.find is deprecated",
    "client.services.mr.create(7)": "services.mr.create is deprecated; use services.render.create",
    "client.services.mr.rented(7)": "services.mr.rented is deprecated; use services.render.rented",
    "client.services.render.create(7, old=True)": "old of services.render.create is deprecated",
    "client.services.render.rented(7, old=True)": "old of services.render.create is deprecated",
    "client.services.render.rented(7)": None,
}
"""The warning of each call."""


def deprecate(document: dict[str, Any]) -> None:
    paths = document["paths"]
    paths["/apps"]["get"] |= {"deprecated": True, "x-replaced-by": "services.session.info"}
    paths["/nodes/{id}"]["get"]["deprecated"] = True
    paths["/services/mr"]["post"] |= {"deprecated": True, "x-replaced-by": "services.render.create"}
    old = {"name": "old", "in": "query", "deprecated": True, "description": "Old.", "schema": {"type": "boolean"}}
    paths["/services/render"]["post"]["parameters"] = [old]


CALLER = """
    import inspect, json, warnings
    import anyio
    from octaspace_sdk import AsyncOctaSpace, OctaSpace, OctaSpaceError

    async def main(kind):
        client = kind("key", base_url="http://127.0.0.1:9", max_retries=0)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
{calls}
        client.close() if kind is OctaSpace else await client.aclose()
        mine = [each for each in caught if each.category is DeprecationWarning]
        print(json.dumps([[str(each.message), each.filename, each.lineno] for each in mine]))
        documented = (client.apps.list, client.nodes.find, client.services.mr.create, client.services.mr.rented)
        print(json.dumps([inspect.getdoc(each) for each in documented]))

    anyio.run(main, OctaSpace)
    anyio.run(main, AsyncOctaSpace)
"""
CALL = """
try:
    value = {call}
    value = (await value) if inspect.isawaitable(value) else value
except (OctaSpaceError, TypeError):
    pass
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = Project(tmp_path_factory.mktemp("project"))
    project.describe(deprecate)
    done = project.generate()
    assert done.returncode == 0, done.stdout + done.stderr
    return project


def test_a_warning_names_the_replacement_and_the_line_of_the_caller(project):
    calls = "".join(textwrap.indent(CALL.format(call=call), " " * 12) for call in CALLS)
    source = textwrap.dedent(CALLER.replace("{calls}", calls))
    script = project.folder / "calls.py"
    script.write_text(source)
    done = project.run(str(script))
    assert done.returncode == 0, done.stderr
    for caught, documented in zip(*[map(json.loads, done.stdout.splitlines())] * 2, strict=True):
        assert [message for message, _, _ in caught] == [warning for warning in CALLS.values() if warning]
        for (_, path, line), call in zip(caught, CALLS, strict=False):
            assert path == str(script)
            assert call in source.splitlines()[line - 1] or "await value" in source.splitlines()[line - 1]
        texts = ("services.session(uuid).info", None, "services.render.create", "services.render.rented")
        for documentation, replacement in zip(documented, texts, strict=True):
            stated = f"Deprecated: use `{replacement}`." if replacement else "Deprecated."
            assert f"\n\n{stated}\n\n" in documentation
