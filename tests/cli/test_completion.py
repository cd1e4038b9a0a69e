"""Completion: what each shell asks the program, what it is answered, and that nothing of it is a command for the shell."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SHELLS = ["bash", "zsh", "fish", "powershell"]
HOSTILE = "x\\$(touch pwned)`touch pwned`\"'; touch pwned #"


@pytest.fixture
def completed(octaspace, monkeypatch):
    """Returns what the program answers to a shell at the end of a line."""

    def complete(line: str, shell: str = "bash") -> str:
        word = line.rpartition(" ")[2]
        monkeypatch.setenv("_OCTASPACE_COMPLETE", f"complete_{shell}")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(len(line.split(" ")) - 1))
        monkeypatch.setenv("_TYPER_COMPLETE_ARGS", line)
        monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
        monkeypatch.setenv("_TYPER_COMPLETE_WORD_TO_COMPLETE", word)
        result = octaspace()
        assert (result.status, result.errors) == (0, "")
        return result.output

    return complete


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("octaspace com", ["compute", "completion"]),
        ("octaspace sessions s", ["stop"]),
        ("octaspace nodes show 68", ["6823"]),
        ("octaspace sessions list -o j", ["json", "jsonl"]),
        ("octaspace compute search --max-price-", ["--max-price-per-gpu"]),
        ("octaspace completion z", ["zsh"]),
    ],
)
def test_words_that_fit(completed, line, expected):
    assert completed(line).split() == expected


@pytest.mark.parametrize(
    ("shell", "answer"),
    [
        ("bash", "6823\n"),
        ("zsh", '_arguments \'*: :(("6823":"TEXT"))\'\n'),
        ("fish", "6823\tTEXT\n"),
        ("powershell", "6823:::TEXT\n"),
    ],
)
def test_each_shell_is_answered_in_its_own_form(completed, client, shell, answer):
    text = f"idle, 1 x NVIDIA GeForce RTX 3090, {client.nodes.find(6823).place}"
    assert completed("octaspace nodes show 68", shell) == answer.replace("TEXT", text)


def test_powershell_has_a_text_for_each_word(completed):
    """It refuses an empty one."""
    for line in completed("octaspace completion ", "powershell").splitlines():
        assert line.partition(":::")[2]


def test_session_ids_are_completed_live(completed, client):
    uuid = client.services.mr.create(5205, disk_size=10, image="ubuntu:24.04").uuid
    assert completed(f"octaspace sessions info {uuid[:4]}") == f"{uuid}\n"


@pytest.mark.parametrize("shell", SHELLS)
def test_text_of_the_service_is_no_command_for_the_shell(completed, client, shell):
    client.services.mr.create(5205, disk_size=10, image=HOSTILE)
    assert not set(completed("octaspace sessions info ", shell)) & set("$`;\\#")


def test_completion_is_silent_when_nobody_answers(completed, monkeypatch):
    monkeypatch.setenv("OCTA_BASE_URLS", "http://127.0.0.1:1")
    assert completed("octaspace sessions info ").strip() == ""


@pytest.mark.parametrize("shell", SHELLS)
def test_script_for_each_shell(octaspace, shell):
    assert "_OCTASPACE_COMPLETE" in octaspace("completion", shell).output


ASK = {
    "bash": """
        . ./script
        COMP_WORDS=(octaspace sessions info ''); COMP_CWORD=3; _octaspace_completion octaspace; echo "${COMPREPLY[@]}"
        COMP_WORDS=(octaspace sess); COMP_CWORD=1; _octaspace_completion octaspace; echo "${COMPREPLY[@]}"
        """,
    "zsh": """
        compdef() { }
        _arguments() { local action="${1#*: :}"; eval ws\\=\\( "${action[3,-3]}" \\); print -r -- $ws }  # as zsh's own does
        . ./script
        words=(octaspace sessions info ''); CURRENT=4; _octaspace_completion
        words=(octaspace sess); CURRENT=2; _octaspace_completion
        """,
    "fish": """
        source script
        complete -C 'octaspace sessions info '
        complete -C 'octaspace sess'
        """,
}


@pytest.mark.slow
@pytest.mark.parametrize("shell", ASK)
def test_real_shell(octaspace, client, tmp_path: Path, shell):
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    uuid = client.services.mr.create(5205, disk_size=10, image=HOSTILE).uuid
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "octaspace"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m octaspace_sdk.cli "$@"\n')
    command.chmod(0o755)
    (tmp_path / "script").write_text(octaspace("completion", shell).output)
    python_path = os.pathsep.join(str(Path(folder).resolve()) for folder in sys.path if folder)
    done = subprocess.run(
        [program, "-c", ASK[shell]],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": python_path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert uuid in done.stdout
    assert "sessions" in done.stdout
    assert not (tmp_path / "pwned").exists()
