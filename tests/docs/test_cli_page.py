"""The pages of the command line and the man page are what the program says."""

from __future__ import annotations

import pytest
from tests.cli.command_tree import PATHS
from tools import cli_docs, cli_pictures

from octaspace_sdk.cli.exit_codes import MEANINGS


@pytest.fixture(scope="module")
def page() -> str:
    return cli_docs.page()


@pytest.fixture(scope="module")
def commands_page() -> str:
    return cli_docs.commands_page()


@pytest.fixture(scope="module")
def man_page() -> str:
    return cli_docs.man_page()


def test_the_page_is_what_the_program_says(page):
    assert cli_docs.PAGE.read_text(encoding="utf-8") == page, "python tools/cli_docs.py writes it anew"


def test_the_page_of_all_commands_is_what_the_program_says(commands_page):
    written = cli_docs.COMMANDS_PAGE.read_text(encoding="utf-8")
    assert written == commands_page, "python tools/cli_docs.py writes it anew"


def test_the_man_page_is_what_the_program_says(man_page):
    assert cli_docs.MAN_PAGE.read_text(encoding="utf-8") == man_page, "python tools/cli_docs.py writes it anew"


@pytest.mark.parametrize("path", [path for path in PATHS if path[0] != "call"], ids=" ".join)
def test_every_command_is_in_both(commands_page, man_page, path):
    name = " ".join(path)
    assert f"## octaspace {name}\n" in commands_page
    assert f'.SS "octaspace {cli_docs.roff(name)}"\n' in man_page


def test_every_exit_status_is_in_the_page(page):
    for code, meaning in MEANINGS.items():
        assert f"| {code:d} | {meaning} |" in page


@pytest.mark.slow
def test_the_pictures_are_what_the_program_shows():
    for name, picture in cli_pictures.pictures().items():
        path = cli_pictures.ASSETS / name
        assert path.read_text(encoding="utf-8") == picture, "python tools/cli_pictures.py writes it anew"


@pytest.mark.parametrize("name", ["cli-search.svg", "cli-deploy.svg"])
def test_the_pictures_need_nothing_of_another_host(name):
    picture = (cli_pictures.ASSETS / name).read_text(encoding="utf-8")
    assert "<svg" in picture
    assert "url(" not in picture.replace("url(#", "")
