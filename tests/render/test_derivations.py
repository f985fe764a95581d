"""Derivations as text and as LaTeX: golden files for all of them; what is wrong is marked."""

import re
from collections.abc import Callable

import pytest

from symact.derivation import Derivation, Proof, derive
from symact.render.statement import quantifier
from symact.render.styles import fitting
from symact.render.text import prose_line, summary_line
from symact.render.words import unprintable

GENERAL = {"z": "vector", "i": "index", "j": "index"}


def test_golden_text_and_latex(derivations: list[Derivation], golden_lines: Callable[[str, str], None]) -> None:
    for d in derivations:
        golden_lines(f"render/{d.name}.txt", d.to_text())
        golden_lines(f"render/{d.name}.tex", d.to_latex())


def test_what_is_printed_can_be_printed(derivations: list[Derivation]) -> None:
    for d in derivations:
        prose = [d.title, d.remark, *[s.reason for s in d.steps]]
        prose += [*[p.title for p in d.parts], *[c.reason for c in d.lemmas]]
        assert [unprintable(words) for words in prose if unprintable(words)] == [], d.name
        assert all(c.isascii() for line in d.to_latex().splitlines() for c in line if not line.startswith("%")), d.name


def test_latex_ends_with_what_is_needed_to_check_it_again() -> None:
    found = derive("softmax").to_latex().splitlines()[-6:]
    claim = "Derivative(softmax(i, z), z[j]) == softmax(i, z)*(KroneckerDelta(i, j) - softmax(j, z))"
    assert found[0].startswith("% symact: ")
    assert found[1:4] == [f"% claim: {claim}", "% variables: i:index, z:vector, j:index", "% verdict: PROVED"]
    assert re.fullmatch(r"% certificate: [0-9a-f]{64}", found[4])
    assert found[5] == "% command: symact derive softmax --format latex"


def wrong(middle: str) -> Derivation:
    proof = Proof("2*x == x + x", title="Wrong on purpose", expects="REFUTED", wrong_line=1)
    with proof.left() as line:
        line(middle, "a slip")
        line("x + x", "right again")
    return proof.derive()


def test_a_wrong_line_is_marked_in_every_format() -> None:
    found = wrong("3*x")
    assert "\n✗ 1  2x = 3x" in found.to_text() and "\n  2     = x + x" in found.to_text()
    assert "REFUTED, as stated, 2 lines checked" in found.to_text()
    assert r"&\ne 3x && \text{a slip (wrong at x = " in found.to_latex()
    assert "% verdict: REFUTED" in found.to_latex() and "% wrong: line 1: 2*x is not equal to 3*x" in found.to_latex()
    assert r"\square" not in found.to_latex(standalone=True)
    assert summary_line(found).startswith("✓ REFUTED ")


def test_an_undecided_line_is_not_printed_as_an_equality() -> None:
    proof = Proof("polylog(x, x) == polylog(x, x)", title="Nobody knows")
    with proof.left() as line:
        line("polylog(x, x)", "the same")
    found = proof.derive()
    assert "\n? 1  " in found.to_text() and "UNKNOWN, but PROVED was stated" in found.to_text()
    assert r"\overset{?}{=}" in found.to_latex() and r"\square" not in found.to_latex(standalone=True)


@pytest.mark.parametrize(
    ("claim", "variables", "assume", "words"),
    [
        ("x == x", {}, (), "for every real x"),
        ("x + a == a + x", {}, (), "for all real a, x"),
        ("1 == 1", {}, (), ""),
        ("x*p == p*x", {"p": "unit"}, (), "for every real x and 0 < p < 1"),
        ("b == b", {"b": "positive"}, (), "for every b > 0"),
        ("z[i] == z[i]", GENERAL, ("z[i] > 0",), "for every vector z and index i with zᵢ > 0"),
        ("z[i]*z[j] == z[j]*z[i]", GENERAL, (), "for every vector z and all indices i, j"),
        ("x*a == a*x", {}, ("Eq(x, 0)", "a != 1"), "for every real a with a ≠ 1 at x = 0"),
        ("x == x", {}, ("Eq(x, 0)",), "at x = 0"),
    ],
)  # fmt: skip
def test_for_whom_a_theorem_holds(claim: str, variables: dict[str, str], assume: tuple[str, ...], words: str) -> None:
    found = Proof(claim, title="A test", variables=variables, assume=assume).derive()
    assert prose_line(quantifier(found)) == words


def test_long_lines_get_another_layout() -> None:
    short, long = wrong("3*x"), derive("tanh")
    assert fitting(short.parts[0].chains).reasons is None
    assert fitting(long.parts[0].chains).reasons is not None
