"""A description that breaks the rules is a clear error, and what was generated before stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.project import Project

pytestmark = pytest.mark.slow


@pytest.fixture
def spoiled(tmp_path: Path) -> Project:
    return Project(tmp_path)


def rename(document: dict[str, Any]) -> None:
    document["paths"]["/apps"]["get"]["operationId"] = "list_apps"


def other_body(document: dict[str, Any]) -> None:
    content = document["paths"]["/services/vpn"]["post"]["requestBody"]["content"]
    content["text/plain"] = content.pop("application/json")


def same_names(document: dict[str, Any]) -> None:
    document["paths"]["/services/vpn"]["post"]["parameters"] = [
        {"name": "node-id", "in": "query", "description": "Another.", "schema": {"type": "integer"}}
    ]


def rental_of_nothing(document: dict[str, Any]) -> None:
    document["paths"]["/apps"]["get"]["x-rental"] = {"method": "borrowed", "service": "apps"}


def taken_by_the_rental(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["VPNRequest"]["properties"]["score"] = {
        "type": "integer",
        "description": "A field.",
    }


def unknown_model(document: dict[str, Any]) -> None:
    document["paths"]["/apps"]["get"]["x-returns"] = "list[Application]"


def model_gone(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    schemas["Rejection"] = schemas.pop("ProvisionRejection")
    text = json.dumps(document).replace("schemas/ProvisionRejection", "schemas/Rejection")
    document.update(json.loads(text))


def operation_gone(document: dict[str, Any]) -> None:
    del document["paths"]["/services/{uuid}/info"]


def ambiguous_alias(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["VPNRelay"]["properties"]["city"]["x-aliases"] = ["country"]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (same_names, ["/paths/~1services~1vpn/post", "two arguments would be called node_id"]),
        (rental_of_nothing, ["/paths/~1apps/get", "x-rental", "SessionCreated"]),
        (taken_by_the_rental, ["/paths/~1services~1vpn/post", "connected", "score"]),
        (unknown_model, ["/paths/~1apps/get", "Application"]),
        (ambiguous_alias, ["VPNRelay/properties/city", "x-aliases", "country"]),
        (rename, ["/paths/~1apps/get", "operationId", "<tag>.<method>", "list_apps"]),
        (model_gone, ["/components/schemas", "nothing becomes ProvisionRejection", "of the SDK uses"]),
        (operation_gone, ["/paths", "nothing becomes services_session_info of operations"]),
        (other_body, ["/paths/~1services~1vpn/post", "text/plain"]),
    ],
)
def test_description_that_breaks_the_rules_is_a_clear_error(spoiled, spoil, words):
    spoiled.describe(spoil)
    (spoiled.package).mkdir()
    (spoiled.package / "kept.py").touch()
    done = spoiled.generate()
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert all(word in done.stdout + done.stderr for word in words)
    assert list(spoiled.files()) == ["octaspace_api/kept.py"]
