"""Every script of proofs/ is what it says, runs alone from anywhere, and is refused when one of its lines is broken."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from symact.derivation import Derivation, Proof, ScriptError, check, find_scripts, load_script, shipped_scripts
from symact.derivation.assemble import Line, Session, Sketch, connected
from symact.kernel.terms import ONE, Term, add, neg, text

ROOT = shipped_scripts()
PROOFS = {
    f"{path.relative_to(ROOT).with_suffix('')}:{proof.name}": proof
    for path in find_scripts(ROOT)
    for proof in load_script(path)
}


@pytest.fixture(scope="module")
def derived() -> dict[str, Derivation]:
    return {name: proof.derive() for name, proof in PROOFS.items()}


@pytest.mark.parametrize("name", PROOFS)
def test_a_script_is_what_it_states(name: str, derived: dict[str, Derivation]) -> None:
    found = derived[name]
    assert found.as_expected, found.to_text()
    if found.expects == "PROVED":
        assert found.complaints == ()
        assert all(step.holds for step in found.steps)
        assert found.theorem.theorem is not None  # type: ignore[attr-defined]


def test_the_scripts_of_the_folder_refuted_are_refuted(derived: dict[str, Derivation]) -> None:
    refuted = {path.stem for path in find_scripts(ROOT / "refuted")}
    assert {d.name.split(".")[0] for d in derived.values() if d.verdict == "REFUTED"} == refuted


def test_every_proof_has_lines_and_a_title(derived: dict[str, Derivation]) -> None:
    assert [d.name for d in derived.values() if not d.title or (d.expects == "PROVED" and not d.steps)] == []


def test_the_wrong_line_is_named(derived: dict[str, Derivation]) -> None:
    found = derived["refuted/wrong_line:wrong_line"]
    assert [s.number for s in found.wrong] == [3]
    (sentence,) = found.complaints
    assert sentence.startswith("line 3: -Derivative(1 + exp(-x), x)/(1 + exp(-x))**2 is not equal to -exp(-x)/")
    assert "counterexample x = " in sentence and "difference in [" in sentence
    assert found.theorem.verdict == "PROVED"


def test_a_difference_of_1e30_and_a_single_point_are_found(derived: dict[str, Derivation]) -> None:
    low, high = derived["refuted/wrong_by_1e30:wrong_by_1e30.proof"].theorem.counterexample.difference
    assert -1.081e-30 < float(low) <= float(high) < -1.080e-30
    point = derived["refuted/wrong_at_one_point:wrong_at_one_point.proof"].theorem.counterexample.point
    assert point == {"x": "1/3"}
    assert derived["refuted/relu_derivative_at_zero:relu_derivative_at_zero"].theorem.counterexample.undefined


def broken(proof: Proof, wrong: Callable[[Term], Term] = neg) -> Iterator[tuple[int, Line, Sketch]]:
    """The cases of a proof with one line after another changed: its number in the case, the line, the broken case."""
    for sketch in proof.sketches:
        left, right = sketch.left or (), sketch.right or ()
        for at, line in enumerate((*left, *right)):
            lines = [*left, *right]
            lines[at] = replace(line, after=wrong(line.after))
            sides = {"left": tuple(lines[: len(left)]), "right": tuple(lines[len(left) :]) or None}
            yield at + 1, line, replace(sketch, **sides)


def refused(proof: Proof, sketch: Sketch) -> list[int]:
    """The lines of a case that are refused, counted in the case."""
    part = Session(check, proof.assumptions, proof.variables).part(proof.claim, sketch)
    return [s.number for chain in part.chains for s in chain.steps if not s.holds]


def zero(proof: Proof, line: Line) -> bool:
    """Whether a change of sign changes nothing."""
    return check(f"{text(line.after)} == 0", map(text, proof.assumptions), proof.variables).verdict == "PROVED"


@pytest.mark.parametrize("name", [name for name, proof in PROOFS.items() if proof.expects == "PROVED"])
def test_a_broken_line_is_refused_and_no_other(name: str) -> None:
    proof = PROOFS[name]
    for number, line, sketch in broken(proof):
        if line.relation == "==" and not zero(proof, line):
            assert refused(proof, sketch) == [number], (name, number, text(line.after))


def test_a_line_that_is_off_by_one_is_refused_and_no_other() -> None:
    proof = PROOFS["softmax_jacobian_cases:softmax_jacobian_cases"]
    for number, _, sketch in broken(proof, lambda t: add(t, ONE)):
        assert refused(proof, sketch) == [number]


def test_a_broken_last_line_does_not_connect() -> None:
    proof = PROOFS["sigmoid_derivative:sigmoid_derivative.quotient_rule"]
    *_, (_, _, sketch) = broken(proof)
    with pytest.raises(ScriptError, match=r"ends at .* not at the claim's right side"):
        connected(proof.claim, sketch)


def run(script: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(script), *arguments]
    environment = {"PYTHONPATH": str(ROOT.parent), "PATH": ""}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_a_script_runs_alone_from_any_directory(tmp_path: Path) -> None:
    plain = run(ROOT / "sigmoid_symmetry.py", cwd=tmp_path)
    assert (plain.returncode, plain.stderr) == (0, "")
    assert "σ(−x) = 1/(1 + e^x)" in plain.stdout and "PROVED" in plain.stdout
    latex = run(ROOT / "refuted" / "wrong_line.py", "--latex", cwd=tmp_path)
    assert latex.returncode == 0
    assert r"\begin{align*}" in latex.stdout and "% command: symact derive wrong_line --format latex" in latex.stdout


def test_a_script_that_is_not_as_stated_exits_with_1_and_a_malformed_one_with_2(tmp_path: Path) -> None:
    lines = [
        "from symact.cli.script import run",
        "from symact.derivation import Proof",
        'proof = Proof("{}", title="A test")',
        "with proof.left() as line:",
        '    line("{}", "a reason")',
        "run(proof)",
    ]
    script = tmp_path / "script.py"
    for claim, line, code in (
        ("sigmoid(0) == 1", "1", 1),
        ("sigmoid(0) == R(1, 2)", "R(1, 2)", 0),
        ("sigmoid(0) == R(1, 2)", "0.6", 2),
    ):
        script.write_text("\n".join(lines).format(claim, line), encoding="utf-8")
        assert run(script, cwd=tmp_path).returncode == code, claim


def test_loading_refuses_what_is_no_script(tmp_path: Path) -> None:
    empty = tmp_path / "empty.py"
    empty.write_text("x = 1\n", encoding="utf-8")
    wrong = tmp_path / "wrong.py"
    wrong.write_text("proof = (\n", encoding="utf-8")
    with pytest.raises(ScriptError, match="states no theorem"):
        load_script(empty)
    with pytest.raises(ScriptError, match=r"wrong\.py"):
        load_script(wrong)
    with pytest.raises(ScriptError, match="no such script"):
        find_scripts(tmp_path / "missing")
    assert find_scripts(tmp_path) == [empty, wrong]
