"""FastAPI takes models as they are: in requests, in answers, in its own documentation."""

from __future__ import annotations

from typing import Annotated, Any

import fastapi
import pydantic
import pytest
from fastapi.testclient import TestClient
from tests.support.recorder import load

from octaspace_api.model import ModelList
from octaspace_api.models import MachineRental

SAMPLES = load("services/mr/list.json")


class Order(pydantic.BaseModel):
    machine: MachineRental
    hours: int


@pytest.fixture(scope="module")
def web() -> TestClient:
    app = fastapi.FastAPI()

    @app.get("/machines")
    def machines() -> list[MachineRental]:
        return ModelList(map(MachineRental.from_dict, SAMPLES))

    @app.get("/untyped")
    def untyped():
        return machines()

    @app.post("/orders")
    def order(order: Order) -> Order:
        return order

    @app.post("/price")
    def price(machine: Annotated[MachineRental, fastapi.Body()]) -> str:
        return str(machine.price_per_hour)

    return TestClient(app)


@pytest.mark.parametrize("path", ["/machines", "/untyped"])
def test_models_become_json_with_a_return_type_and_without(web, path):
    assert web.get(path).json() == [MachineRental.from_dict(sample).to_dict() for sample in SAMPLES]


def test_models_are_made_of_json(web):
    assert web.post("/price", json=SAMPLES[0]).json() == "0.34"
    order: dict[str, Any] = {"machine": SAMPLES[0], "hours": 2}
    assert web.post("/orders", json=order).json() == {"machine": MachineRental.from_dict(SAMPLES[0]).to_dict(), "hours": 2}


def test_json_that_is_no_model_is_refused_by_name(web):
    answer = web.post("/price", json=SAMPLES[0] | {"node_id": "first"})
    assert answer.status_code == 422
    assert "node_id should be integer, but is text" in answer.json()["detail"][0]["msg"]


def test_models_are_documented(web):
    document = web.get("/openapi.json").json()
    schema = document["paths"]["/machines"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema["items"]["title"] == "MachineRental"
