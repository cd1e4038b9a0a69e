"""Who may do what."""

from __future__ import annotations

import pytest


def test_sessions_belong_to_their_account(http, other, rent):
    uuid, _ = rent()
    assert other.get("/sessions").json() == []
    assert other.get(f"/services/{uuid}/info").status_code == 404
    assert other.get(f"/services/{uuid}/logs").status_code == 404
    assert other.post(f"/services/{uuid}/stop").status_code == 404
    assert [each["uuid"] for each in http.get("/sessions").json()] == [uuid]
    http.post(f"/services/{uuid}/stop")
    assert other.get("/sessions?recent=true").json() == []
    assert other.get(f"/services/{uuid}/logs?recent=true").status_code == 404


def test_accounts_pay_for_themselves(http, other, clock, rent):
    before = other.get("/accounts/balance").json()
    rent()
    clock.advance(3600)
    assert other.get("/accounts/balance").json() == before


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/nodes/{node}"),
        ("GET", "/nodes/{node}/ident"),
        ("GET", "/nodes/{node}/logs"),
        ("GET", "/nodes/{node}/reboot"),
        ("PATCH", "/nodes/{node}/prices"),
        ("GET", "/idle_jobs/{node}/42"),
        ("GET", "/idle_jobs/{node}/42/logs"),
    ],
)
def test_nodes_of_others_are_forbidden(http, other, method, path):
    mine = http.get("/nodes").json()
    assert not {node["id"] for node in mine} & {node["id"] for node in other.get("/nodes").json()}
    response = other.request(method, path.format(node=mine[0]["id"]))
    assert response.status_code == 403
    assert response.json() == {"error": "forbidden", "message": "account is not the owner of this node"}
    assert http.get("/nodes").json() == mine
