"""The command below LaTeX prints the same LaTeX again, byte for byte."""

from __future__ import annotations

import re
import shlex

import pytest

from symact.cli.group import run
from symact.derivation import Derivation, derive

SETTINGS = [("align", 1, False), ("labels", 2, False), ("intertext", 1, False), ("align", 2, True)]


def again(d: Derivation, style: str, columns: int, standalone: bool, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command prints that stands below the LaTeX."""
    made = d.to_latex(standalone, style, columns)
    words = shlex.split(re.findall(r"(?m)^% command: (.*)$", made)[-1])
    assert words[0] == "symact"
    assert run(words[1:]) in (0, 1, 3), words
    return capsys.readouterr().out


@pytest.mark.parametrize(("style", "columns", "standalone"), SETTINGS)
def test_the_handful(
    handful: list[Derivation], style: str, columns: int, standalone: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    for d in handful:
        assert again(d, style, columns, standalone, capsys) == d.to_latex(standalone, style, columns), d.name


def test_variables_and_assumptions_are_in_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    found = derive("log(1 + exp(b*x))/b", variables={"b": "positive"})
    assert found.command == 'symact derive "log(1 + exp(b*x))/b" --var b:positive'
    assert again(found, "align", 1, False, capsys) == found.to_latex()
    found = derive("log(x)", assume="x > 0")
    assert found.command == 'symact derive "log(x)" --assume "x > 0"'
    assert again(found, "align", 1, False, capsys) == found.to_latex()


@pytest.mark.slow
def test_every_third_derivation(everything: list[Derivation], capsys: pytest.CaptureFixture[str]) -> None:
    for at, d in enumerate(everything[::3]):
        style, columns, standalone = SETTINGS[at % len(SETTINGS)]
        assert again(d, style, columns, standalone, capsys) == d.to_latex(standalone, style, columns), d.command
