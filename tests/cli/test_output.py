"""Formats: the fields of the API for programs, a table that fits for people."""

from __future__ import annotations

import csv
import io
import json

import attrs
import pytest
import yaml

from octaspace_api import models
from octaspace_sdk.cli.cells import _BY_COLUMN, duration, size
from octaspace_sdk.cli.terminal_table import _STAY_LONGER, fits, short_place
from octaspace_sdk.simulator.faults import ChangedFields


def test_json_is_what_the_api_sent(octaspace, client):
    assert octaspace("compute", "list", "-o", "json").json == json.loads(
        json.dumps([machine.to_dict() for machine in client.services.mr.search()], default=str)
    )


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("apps", "list"), lambda client: client.apps.list()),
        (("nodes", "list"), lambda client: client.nodes.list()),
        (("vpn", "relays"), lambda client: client.services.vpn.search()),
        (("render", "list"), lambda client: client.services.render.search()),
        (("account", "show"), lambda client: client.accounts.profile()),
        (("network",), lambda client: client.network.info()),
        (("nodes", "show", "5205"), lambda client: client.nodes.find(5205)),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_json_of_each_command_is_the_models_own(octaspace, client, arguments, expected):
    found = octaspace(*arguments, "-o", "json").json
    models = expected(client)
    plain = [model.to_dict() for model in models] if isinstance(models, list) else models.to_dict()
    volatile = {"uptime", "cpu_load_percent"}
    assert _without(found, volatile) == _without(json.loads(json.dumps(plain, default=str)), volatile)


def _without(value, names):
    if isinstance(value, dict):
        return {name: _without(item, names) for name, item in value.items() if name not in names}
    return [_without(item, names) for item in value] if isinstance(value, list) else value


def test_jsonl_has_a_line_for_each(octaspace):
    lines = octaspace("apps", "list", "-o", "jsonl").output.splitlines()
    assert [json.loads(line) for line in lines] == octaspace("apps", "list", "-o", "json").json


def test_yaml_is_the_same_data(octaspace):
    found = yaml.safe_load(octaspace("apps", "list", "-o", "yaml").output)
    assert found == octaspace("apps", "list", "-o", "json").json


def test_csv_has_flat_rows_in_practical_units(octaspace):
    rows = list(csv.DictReader(io.StringIO(octaspace("compute", "list", "-o", "csv").output)))
    assert len(rows) == len(octaspace("compute", "list", "-o", "json").json)
    assert {"node_id", "price_per_hour", "gpu_model", "download_mbps"} <= rows[0].keys()


def test_options_go_before_and_after_the_command(octaspace):
    after = octaspace("apps", "list", "-o", "json")
    assert octaspace("-o", "json", "apps", "list") == after
    assert octaspace("apps", "-o", "json", "list") == after
    assert octaspace("-o", "csv", "apps", "list", "-o", "json") == after
    assert octaspace("apps", "-o", "json") == after


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        (("sessions", "--recent"), ("sessions", "list", "--recent")),
        (("-o", "json", "render", "--limit", "2"), ("render", "list", "--limit", "2", "-o", "json")),
        (("apps", "--category", "os", "-o", "csv"), ("apps", "list", "--category", "os", "-o", "csv")),
        (("nodes", "--state", "offline"), ("nodes", "list", "--state", "offline")),
        (("account",), ("account", "show")),
    ],
    ids=" ".join,
)
def test_group_without_a_command_takes_the_options_of_its_list(octaspace, short, whole):
    result = octaspace(*short)
    assert result.status == 0
    assert result == octaspace(*whole)


def test_word_that_is_no_command_is_not_taken_for_an_option_of_the_list(octaspace):
    assert "there is no command 'lsit'; did you mean 'list'?" in octaspace("sessions", "lsit", "--recent").errors


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nodes", "list", "--state", "weird"), "no node is weird; there are idle, offline\n"),
        (
            ("apps", "list", "--category", "weird"),
            "no such category; there are AI, Databases, Development, Games, OS, Rendering\n",
        ),
    ],
)
def test_value_that_there_is_not_names_those_that_there_are(octaspace, arguments, message):
    assert octaspace(*arguments).errors == message


@pytest.mark.parametrize("output", ["table", "json", "jsonl", "yaml", "csv"])
def test_columns_are_what_is_asked_for_in_this_order(octaspace, output):
    columns = ("--columns", "price_per_hour, node_id", "-o", output)
    shown = octaspace("compute", "search", "4090", "--limit", "1", *columns).output
    assert 0 <= shown.find("price_per_hour") < shown.find("node_id")
    assert "gpu_model" not in shown


def test_column_that_there_is_not_is_refused(octaspace):
    result = octaspace("compute", "list", "--columns", "node_id,colour")
    assert (result.status, result.output) == (2, "")
    assert result.errors.startswith("octaspace: there is no column 'colour'")


def test_format_that_there_is_not_is_refused(octaspace, simulator):
    simulator.clear_requests()
    result = octaspace("apps", "list", "-o", "xml")
    assert result.status == 2
    assert "'xml' is none of table, json, yaml, csv, jsonl" in result.errors
    assert simulator.requests == []


def test_nothing_is_nothing_for_programs_and_a_word_for_people(octaspace):
    assert octaspace("sessions", "list", "-o", "json").output == "[]\n"
    assert octaspace("sessions", "list", "-o", "csv").output == ""
    table = octaspace("sessions", "list")
    assert (table.output, table.errors) == ("", "no session is running\n")


HOSTILE = "evil\x1b[2J\x9b31m\u202etxt"


@pytest.mark.parametrize("output", ["table", "json", "jsonl", "yaml"])
def test_text_of_the_service_does_not_reach_the_terminal_raw(octaspace, simulator, output):
    with simulator.inject(ChangedFields(add={"name": HOSTILE}), operation="apps.list"):
        shown = octaspace("apps", "list", "-o", output).output
    assert shown
    assert not set(shown) & {"\x1b", "\x9b", "\u202e"}


def test_json_of_hostile_text_is_that_text(octaspace, simulator):
    with simulator.inject(ChangedFields(add={"name": HOSTILE}), operation="apps.list"):
        assert octaspace("apps", "list", "-o", "json").json[0]["name"] == HOSTILE


def test_csv_has_no_python_in_it(octaspace):
    [row] = csv.DictReader(io.StringIO(octaspace("network", "-o", "csv").output))
    prices = json.loads(row["marketplace_gpus"])
    assert {type(price["avg_price"]) for price in prices.values()} <= {float, int}


def test_columns_have_lists_and_times_in_forms_that_programs_read(octaspace, client, simulator):
    session = client.services.mr.create(5205, disk_size=10, image="ubuntu:24.04")
    simulator.advance(60)
    columns = ("--columns", "uuid,started_at_utc,container_id")
    [listed] = client.sessions.list()
    [row] = csv.DictReader(io.StringIO(octaspace("sessions", *columns, "-o", "csv").output))
    [item] = octaspace("sessions", *columns, "-o", "json").json
    assert row["uuid"] == item["uuid"] == session.uuid
    assert row["started_at_utc"] == item["started_at_utc"] == listed.started_at_utc.isoformat()
    assert json.loads(row["container_id"]) == item["container_id"] == listed.container_id


def test_csv_is_no_formula(octaspace, simulator):
    with simulator.inject(ChangedFields(add={"name": "=1+1"}), operation="apps.list"):
        rows = list(csv.DictReader(io.StringIO(octaspace("apps", "list", "-o", "csv").output)))
    assert rows[0]["name"] == "'=1+1"


SEARCH = {
    60: """\
node_id  gpu_count  gpu_model  vram_gb  price_per_hour
   1643          1  RTX 4090        24          $0.312
   1773          1  RTX 4090        24          $0.331
   4861          1  RTX 4090        24          $0.385
""",
    80: """\
node_id  gpu_count  gpu_model  vram_gb  price_per_hour  place
   1643          1  RTX 4090        24          $0.312  Toronto, Canada
   1773          1  RTX 4090        24          $0.331  Tallinn, Estonia
   4861          1  RTX 4090        24          $0.385  Los Ange…, United States
""",
    160: """\
node_id  gpu_count  gpu_model                vram_gb  price_per_hour  place                       download_mbps  reliability_percent
   1643          1  NVIDIA GeForce RTX 4090       24          $0.312  Toronto, Canada                     828.3                 99.8
   1773          1  NVIDIA GeForce RTX 4090       24          $0.331  Tallinn, Estonia                    194.2                100.0
   4861          1  NVIDIA GeForce RTX 4090       24          $0.385  Los Angeles, United States          183.7                 99.5
""",
}


@pytest.mark.parametrize("width", SEARCH)
def test_machines_in_a_terminal_of_this_width(octaspace, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    assert octaspace("compute", "search", "rtx 4090", "--limit", "3").output == SEARCH[width]


@pytest.mark.parametrize("width", [20, 30, 60, 80, 100, 120, 160])
@pytest.mark.parametrize("arguments", [("compute", "list"), ("nodes", "list"), ("apps", "list"), ("vpn", "relays")])
def test_no_line_is_wider_than_the_terminal(octaspace, monkeypatch, arguments, width):
    monkeypatch.setenv("COLUMNS", str(width))
    lines = octaspace(*arguments).output.splitlines()
    assert max(map(len, lines)) <= width
    assert len(lines) == len(octaspace(*arguments, "-o", "json").json) + 1


@pytest.mark.parametrize("command", [("compute", "list"), ("nodes", "list"), ("vpn", "relays"), ("render", "list")])
def test_place_is_in_a_terminal_of_80_columns(octaspace, monkeypatch, command):
    monkeypatch.setenv("COLUMNS", "80")
    head, *rows = octaspace(*command).output.splitlines()
    assert "place" in head.split()
    assert max(map(len, rows)) <= 80


@pytest.mark.parametrize(
    ("place", "width", "text"),
    [
        ("Oslo, Norway", 12, "Oslo, Norway"),
        ("Los Angeles, United States", 25, "Los Angel…, United States"),
        ("Los Angeles, United States", 19, "Los…, United States"),
        ("Los Angeles, United States", 18, "United States"),
        ("Los Angeles, United States", 10, "United St…"),
        ("New York, United States", 20, "New…, United States"),
        ("United States", 10, "United St…"),
        ("東京都新宿区, 日本", 14, "東京都…, 日本"),
    ],
)
def test_city_is_shortened_before_its_country(place, width, text):
    assert short_place(place, width) == text


def test_pipe_has_all_columns(octaspace):
    head = octaspace("compute", "list").output.splitlines()[0].split()
    assert head[0] == "node_id"
    assert head[-1] == "reliability_percent"


def test_wide_characters_take_two_columns():
    assert fits(["place"], [["東京"]], 5)
    assert not fits(["city"], [["東京都"]], 5)


def test_columns_with_a_format_or_a_rank_exist(octaspace, client):
    client.services.mr.create(node_id=5205, image="ubuntu:24.04", disk_size=20)
    commands = {*octaspace("sessions", "cost", "-o", "json").json[0], *octaspace("network").output.split()}
    kinds = [kind for kind in (getattr(models, name) for name in models.__all__) if attrs.has(kind)]
    fields = {field.name for kind in kinds for field in attrs.fields(kind)}
    computed = {name for kind in kinds for name, member in vars(kind).items() if isinstance(member, property)}
    assert {*_BY_COLUMN, *_STAY_LONGER} - fields - computed - commands == set()
    assert _BY_COLUMN.keys() <= fields


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (45, "45s"), (725, "12m 5s"), (3600, "1h"), (12_000, "3h 20m"), (1_834_211, "21d 5h")],
)
def test_duration(seconds, text):
    assert duration(seconds) == text


@pytest.mark.parametrize(("count", "text"), [(0, "0 B"), (999, "999 B"), (1500, "1.5 kB"), (64_000_000_000, "64.0 GB")])
def test_size(count, text):
    assert size(count) == text
