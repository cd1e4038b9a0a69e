"""Tables for people, and rows for programs, of any list of models."""

from __future__ import annotations

import copy
import csv
import io
import json
import pickle
from decimal import Decimal
from types import CodeType, FunctionType

import attrs
import pandas as pd
import pytest
from rich.console import Console
from tests.support.recorder import Recorder, load

from octaspace_api import behaviour, models
from octaspace_api.model import Model
from octaspace_api.models import Account, MachineRental, Node, Session, SessionInfo, VPNRelay
from octaspace_sdk import OctaSpace
from octaspace_sdk.selection import search_machines
from octaspace_sdk.tables import SECRET_PROPERTIES, Table, to_rows

MACHINES = [MachineRental.from_dict(sample) for sample in load("services/mr/list.json")]
EVERY = {
    "services/mr/list.json": MachineRental,
    "services/vpn/list.json": VPNRelay,
    "sessions/active.json": Session,
    "sessions/recent.json": Session,
    "nodes/list.json": Node,
}


def test_a_table_has_the_columns_of_the_summary():
    head, first, second = str(Table(MACHINES)).splitlines()
    assert head.split() == [
        *("node_id", "gpu_count", "gpu_model", "vram_gb", "price_per_hour", "place", "download_mbps"),
        "reliability_percent",
    ]
    assert first.split() == [
        *["9010", "1", "NVIDIA", "GeForce", "RTX", "5090", "32", "$0.34", "Paris,", "France", "6,977.8", "100.0"]
    ]
    assert "Falkenstein, Germany" in second


def test_columns_can_be_chosen():
    assert str(Table(MACHINES, ["node_id", "country_iso"])).splitlines() == [
        "node_id  country_iso",
        "9010     FR",
        "9042     DE",
    ]


def test_a_notebook_shows_it_and_nothing_in_it_is_markup():
    odd = MachineRental.from_dict(load("services/mr/list.json")[0] | {"city": "<b>&"})
    html = Table([odd])._repr_html_()
    assert html.startswith("<table><thead><tr><th>node_id</th>")
    assert "<td>&lt;b&gt;&amp;, France</td>" in html
    assert "<b>" not in html


def test_rich_shows_it():
    console = Console(file=io.StringIO(), width=200)
    console.print(Table([MachineRental.from_dict(load("services/mr/list.json")[0] | {"city": "[red]x"})]))
    assert "NVIDIA GeForce RTX 5090" in console.file.getvalue()
    assert "[red]x, France" in console.file.getvalue()


def test_no_models_are_an_empty_table():
    assert (str(Table([])), len(Table([])), Table([]).rows, to_rows([])) == ("", 0, [], [])


@pytest.mark.parametrize("name", EVERY)
def test_rows_are_flat_and_fit_csv(name):
    rows = to_rows(EVERY[name].from_dict(sample) for sample in load(name))
    for row in rows:
        assert not [value for value in row.values() if isinstance(value, (list, dict))]
        assert all(-(2**63) <= value < 2**63 for value in row.values() if type(value) is int)
    file = io.StringIO()
    writer = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)))
    writer.writeheader()
    writer.writerows(rows)
    assert len(list(csv.DictReader(io.StringIO(file.getvalue())))) == len(rows)


def test_rows_are_in_practical_units_and_exact():
    first = to_rows(MACHINES)[0]
    assert (first["price_per_hour"], first["gpu_model"]) == (Decimal("0.34"), "NVIDIA GeForce RTX 5090")
    assert (first["base"], first["reliability_uptime"], first["features"]) == (
        *("3269230769000000000", 100.0),
        json.dumps(["mr", "render"]),
    )
    session = to_rows([Session.from_dict(load("sessions/active.json")[0])])[0]
    assert session["charge_amount"] == "31428028938060847852"
    assert session["prices_base_usd_per_hour"] == Decimal("0.34")


def test_rows_have_no_secrets():
    info = SessionInfo.from_dict(load("services/session/info_vpn_wg.json"))
    account = Account.from_dict(load("accounts/profile.json"))
    shown = repr(to_rows([info])) + repr(to_rows([account])) + str(Table([info])) + str(Table([account]))
    assert "PrivateKey" not in shown
    assert "0x5a1c7F0eB6D2" not in shown


@pytest.mark.parametrize("name", EVERY)
def test_all_rows_have_the_same_keys(name):
    kind = EVERY[name]
    whole = [kind.from_dict(sample) for sample in load(name)]
    bare = kind.from_dict({})
    assert len({tuple(row) for row in to_rows([*whole, bare])}) == 1


def test_a_part_that_is_a_number_on_older_hosts_has_both_columns():
    newer, older = to_rows(
        [MACHINES[0], MachineRental.from_dict(load("services/mr/list.json")[0] | {"reliability": 99.5})]
    )
    assert (newer["reliability"], newer["reliability_uptime"]) == (None, 100.0)
    assert (older["reliability"], older["reliability_uptime"]) == (99.5, None)


def test_pandas_takes_rows_with_exact_amounts():
    frame = pd.DataFrame(to_rows(MACHINES))
    assert frame["price_per_hour"].sum() == sum(machine.price_per_hour for machine in MACHINES)
    assert frame["base"].map(int).tolist() == [machine.base for machine in MACHINES]
    assert str(frame["node_id"].dtype) == "int64"


@pytest.fixture
def listed(server: Recorder) -> list[MachineRental]:
    server.answers(load("services/mr/list.json"))
    with OctaSpace("key", base_url=server.url) as client:
        return client.services.mr.list()


def test_what_a_call_lists_is_a_list_that_notebooks_show_as_a_table(listed):
    assert isinstance(listed, list)
    assert (listed, repr(listed), json.dumps(len(listed))) == (list(listed), repr(list(listed)), "2")
    assert pickle.loads(pickle.dumps(listed)) == copy.deepcopy(listed) == listed
    assert listed._repr_html_() == Table(listed)._repr_html_()
    assert listed[:1]._repr_html_() == Table(listed[:1])._repr_html_()
    assert search_machines(list(listed), limit=1)._repr_html_().count("<tr>") == 2
    assert listed[0].node_id == listed[-2].node_id == 9010
    assert (listed[:0], listed[:0]._repr_html_()) == ([], None)


def test_rich_shows_what_a_call_lists_as_a_table(listed):
    console = Console(file=io.StringIO(), width=200)
    console.print(listed)
    console.print(listed[:0])
    assert "gpu_model" in console.file.getvalue()
    assert console.file.getvalue().endswith("[]\n")


def test_every_property_that_reads_a_secret_field_is_known_to_be_secret():
    kinds = [getattr(models, name) for name in models.__all__]
    kinds = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Model)]
    secret = {field.name for kind in kinds for field in attrs.fields(kind) if callable(field.repr)}
    reading = {
        name
        for kind in kinds
        for name, member in vars(kind).items()
        if isinstance(member, property) and names_in(member.fget.__code__) & secret
    }
    assert "config" in secret
    assert reading == SECRET_PROPERTIES


def names_in(code: CodeType) -> set[str]:
    """Return the names and texts in the code of a property, and in that of the behaviour functions that it names."""
    names = {*code.co_names, *(const for const in code.co_consts if isinstance(const, str))}
    inner = [const for const in code.co_consts if isinstance(const, CodeType)]
    called = [function.__code__ for name in names if isinstance(function := vars(behaviour).get(name), FunctionType)]
    return names.union(*map(names_in, inner), *(names_in(each) for each in called if each is not code))
