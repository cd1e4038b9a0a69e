"""What is generated of the clients in other languages follows from openapi.yaml alone."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from generator import clients
from generator.text import third_person
from openapi_spec_validator import validate
from tests.support.description import ROOT

NEW = {
    "/weather/{city}": {
        "get": {
            "operationId": "weather.today",
            "tags": ["weather"],
            "summary": "Return the weather of a city",
            "parameters": [
                {"name": "city", "in": "path", "required": True, "schema": {"type": "string"}},
                {"name": "days_ahead", "in": "query", "deprecated": True, "schema": {"type": "integer", "minimum": 0}},
            ],
            "responses": {
                "200": {
                    "description": "The weather.",
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["degrees"],
                                "properties": {
                                    "degrees": {"type": "number", "description": "Celsius.", "deprecated": True},
                                    "Degrees": {"type": "number", "x-name": "felt_degrees"},
                                    "fee": {"type": "integer", "x-unit": "wei"},
                                },
                            }
                        }
                    },
                }
            },
        }
    }
}
"""An operation that the API does not have."""


@pytest.fixture(scope="module")
def extended(tmp_path_factory) -> Path:
    """What is generated from openapi.yaml with one operation more, and three that are deprecated."""
    folder = tmp_path_factory.mktemp("extended")
    document = yaml.safe_load((ROOT / "openapi.yaml").read_text())
    document["paths"] |= NEW
    document["paths"]["/services/mr"]["post"] |= {"deprecated": True, "x-replaced-by": "services.render.create"}
    document["paths"]["/apps"]["get"] |= {"deprecated": True, "x-replaced-by": "services.session.info"}
    document["paths"]["/nodes/{id}"]["get"]["deprecated"] = True
    document["tags"].append({"name": "weather", "description": "The weather."})
    (folder / "openapi.yaml").write_text(yaml.safe_dump(document, sort_keys=False))
    clients.write_clients(folder, folder / "openapi.yaml")
    return folder


def test_what_is_committed_is_what_openapi_yaml_gives(tmp_path):
    clients.write_clients(tmp_path)
    assert clients.stale_files(ROOT, tmp_path) == []


def test_a_file_that_was_edited_is_named(tmp_path):
    clients.write_clients(tmp_path / "kept")
    clients.write_clients(tmp_path / "fresh")
    edited = tmp_path / "kept" / "clients" / "go" / "models_gen.go"
    edited.write_text(edited.read_text() + "// edited\n")
    (tmp_path / "kept" / "clients" / "typescript" / "src" / "generated" / "models.ts").unlink()
    assert clients.stale_files(tmp_path / "kept", tmp_path / "fresh") == [
        "clients/typescript/src/generated/models.ts",
        "clients/go/models_gen.go",
    ]


def test_a_new_operation_is_in_every_language(extended):
    typescript = (extended / "clients/typescript/src/generated/resources.ts").read_text()
    go = (extended / "clients/go/resources_gen.go").read_text()
    portable = json.loads((extended / "openapi.portable.json").read_text())
    assert "async today(city: string, args?: WeatherTodayArguments, options?: CallOptions)" in typescript
    assert "Today(ctx context.Context, city string, params *WeatherTodayParams) (*WeatherTodayResponse, error)" in go
    assert "get feeOcta()" in (extended / "clients/typescript/src/generated/models.ts").read_text()
    assert "FeeOcta() *Decimal" in (extended / "clients/go/models_gen.go").read_text()
    assert 'feltDegrees: { wire: "Degrees"' in (extended / "clients/typescript/src/generated/models.ts").read_text()
    assert re.search(r'FeltDegrees +\*float64 +`json:"Degrees,', (extended / "clients/go/models_gen.go").read_text())
    assert portable["paths"]["/weather/{city}"]["get"]["operationId"] == "weather_today"


def test_what_is_deprecated_is_marked_as_the_language_does(extended):
    typescript = (extended / "clients/typescript/src/generated/resources.ts").read_text()
    go = (extended / "clients/go/resources_gen.go").read_text()
    for replacement, method in (
        ("Use {@link ServicesSessionResource.info} instead.", "list(options"),
        ("Use {@link ServicesRenderResource.create} instead.", "create("),
        ("Use {@link ServicesRenderResource.rented} instead.", "rented("),
        ("Use {@link ServicesRenderResource.rented} instead.", "withRented<"),
        ("Do not use.", "find("),
    ):
        assert f"   *\n   * @deprecated {replacement}\n   */\n  async {method}" in typescript, method
    for replacement, method in (
        ("use [ServicesSessionResource.Info] instead.", "(r *AppsResource) List("),
        ("use [ServicesRenderResource.Create] instead.", "(r *ServicesMRResource) Create("),
        ("use [ServicesRenderResource.Rented] instead.", "(r *ServicesMRResource) Rented("),
        ("do not use.", "(r *NodesResource) Find("),
    ):
        assert f"//\n// Deprecated: {replacement}\nfunc {method}" in go, method
    assert "  /** @deprecated Do not use. */\n  readonly daysAhead?:" in typescript
    assert "\t// Deprecated: do not use.\n\tDaysAhead " in go
    models = (extended / "clients/typescript/src/generated/models.ts").read_text()
    assert "  /**\n   * Celsius.\n   *\n   * @deprecated Do not use.\n   */\n  declare readonly degrees:" in models
    assert (
        "\t// Celsius.\n\t//\n\t// Deprecated: do not use.\n\tDegrees "
        in (extended / "clients/go/models_gen.go").read_text()
    )


@pytest.mark.parametrize(
    ("verb", "documented"),
    [
        *(("return", "returns"), ("search", "searches"), ("apply", "applies"), ("pay", "pays"), ("pass", "passes")),
        *(("fix", "fixes"), ("push", "pushes"), ("do", "does"), ("use", "uses"), ("list", "lists")),
    ],
)
def test_documentation_in_go_begins_with_a_verb_in_the_third_person(verb, documented):
    assert third_person(verb) == documented


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("go") is None, reason="there is no go here")
def test_a_new_operation_compiles_in_go_without_a_handwritten_line(extended, tmp_path):
    work = shutil.copytree(ROOT / "clients/go", tmp_path / "go", ignore=shutil.ignore_patterns("dist"))
    shutil.copytree(extended / "clients/go", work, dirs_exist_ok=True)
    done = subprocess.run(["go", "vet", "./..."], cwd=work, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    formatted = subprocess.run(["gofmt", "-l", "."], cwd=work, capture_output=True, text=True)
    assert formatted.stdout == ""


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("node") is None or not (ROOT / "clients/typescript/node_modules/typescript").exists(),
    reason="there is no TypeScript here",
)
def test_a_new_operation_compiles_in_typescript_without_a_handwritten_line(extended, tmp_path):
    ignored = shutil.ignore_patterns("dist", "node_modules")
    work = shutil.copytree(ROOT / "clients/typescript", tmp_path / "typescript", ignore=ignored)
    shutil.copytree(extended / "clients/typescript", work, dirs_exist_ok=True)
    (work / "node_modules").symlink_to(ROOT / "clients/typescript/node_modules")
    command = ["node", "node_modules/typescript/bin/tsc", "-p", "tsconfig.driver.json", "--noEmit"]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_portable_description_is_valid_and_has_no_links_and_unions():
    text = (ROOT / "openapi.portable.json").read_text()
    validate(json.loads(text))
    assert not [word for word in ('"$ref"', '"oneOf"', '"anyOf"', '"allOf"', '"x-') if word in text]


def test_the_portable_description_has_every_operation():
    def operations(document):
        return {(path, method) for path, item in document["paths"].items() for method in item if method in METHODS}

    described = yaml.safe_load((ROOT / "openapi.yaml").read_text())
    assert operations(json.loads((ROOT / "openapi.portable.json").read_text())) == operations(described)


METHODS = {"get", "post", "put", "patch", "delete"}
