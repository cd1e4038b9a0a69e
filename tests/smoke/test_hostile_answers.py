"""A report shows no secret, and stays YAML whatever an API names its fields."""

from __future__ import annotations

SECRET = "hunter2"


def test_secrets_are_masked(drift):
    def change(path, value):
        if path.endswith("/info"):
            value["ssh_direct"] = {"host": SECRET, "port": 1, "more": SECRET}
            value["user_envs"] = {"A": [SECRET]}
            value["api_token"] = SECRET
            value["credentials"] = {"user": SECRET}
            value["note"] = f"https://user:{SECRET}@example.net"
        if path == "/apps":
            value[0]["envs"] = [SECRET]

    run = drift(change)
    assert run.status == 3
    assert SECRET not in run.output
    assert run.schemas["SSHEndpoint"]["properties"]["more"]["x-secret"] is True
    assert run.schemas["SessionInfo"]["properties"]["api_token"] == {
        "type": "string",
        "description": "Not described yet.",
        "x-secret": True,
    }


def test_names_and_texts_of_a_hostile_api_stay_yaml(drift):
    def change(path, value):
        if path == "/nodes":
            value[0] |= {"a: b\n#": 'x"\\\x1b[31m', "no": "ö", "\u2028": float("nan"), "deep": [[{"a b": {"1": None}}]]}

    run = drift(change)
    assert (run.status, "\x1b" in run.output) == (3, False)
    properties = run.schemas["Node"]["properties"]
    assert set(properties) == {"a: b\n#", "no", "\u2028", "deep"}
    assert properties["a: b\n#"]["examples"] == ["text"]
