"""The command as a whole: help, names, errors that nobody foresaw, readers that leave."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from symact.cli import catalogue
from symact.cli.frame import LONGEST_LINE, document, one_line
from symact.cli.group import COMMANDS

PROGRAM = "from symact.cli import main; main()"


def test_help_shows_every_command_with_its_sentence(symact):
    result = symact("--help")
    assert result.code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in result.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_and_json(symact, name):
    result = symact(name, "--help")
    assert result.code == 0
    assert f"symact {name}" in result.out.partition("Examples:")[2]
    assert "--json" in result.out


def test_an_unknown_command_is_refused_with_a_suggestion(symact):
    result = symact("chek", "x == x")
    assert (result.code, result.out, result.err) == (2, "", "symact: no command 'chek'; did you mean 'check'?\n")


def test_version(symact):
    assert symact("--version").out.startswith("symact, version 0.")


def test_a_request_that_needs_too_much_memory_is_the_request_s_fault(symact, monkeypatch):
    def card(entry):
        raise MemoryError("Unable to allocate 4.82 PiB")

    monkeypatch.setattr(catalogue, "card", card)
    result = symact("show", "sigmoid")
    assert (result.code, len(result.err.splitlines())) == (2, 1)
    assert "not enough memory" in result.err and "4.82 PiB" in result.err


def test_an_unforeseen_error_has_exit_code_70_and_no_traceback(symact, monkeypatch):
    monkeypatch.setattr(catalogue, "card", lambda entry: 1 / 0)
    monkeypatch.delenv("SYMACT_DEBUG", raising=False)
    result = symact("list", "--json")
    assert (result.code, result.out, result.err.count("\n")) == (70, "", 1)
    assert "internal error: ZeroDivisionError" in result.err
    monkeypatch.setenv("SYMACT_DEBUG", "1")
    assert "Traceback" in symact("list", "--json").err


def test_a_reader_that_leaves_is_no_error():
    pipe = subprocess.run(
        f'{sys.executable} -c "{PROGRAM}" list | head -1', shell=True, capture_output=True, text=True, check=False
    )
    assert (pipe.stdout.startswith("core set"), pipe.stderr) == (True, "")


def test_no_colour_reaches_a_pipe():
    made = subprocess.run(
        [sys.executable, "-c", PROGRAM, "check", "x == x"], capture_output=True, text=True, check=True, timeout=60
    )
    assert ("\x1b" in made.stdout, made.stderr) == (False, "")


def test_one_line_is_one_printable_line():
    assert one_line("a\nb\x1b[31mc\u202e") == "a b\\x1b[31mc\\u202e"
    assert len(one_line("x" * 10_000)) == LONGEST_LINE


def test_a_document_names_its_records():
    made = json.loads(document("audits", [{"a": 1}], 7))
    assert (made["schema"], made["seed"], made["audits"]) == ("symact/audits/1", 7, [{"a": 1}])
