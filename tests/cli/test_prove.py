"""`symact prove` and `symact replay`: by expectation, and certificates that no byte can change in."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import symact as package
from symact.kernel.certificate import canonical, digest

ROOT = Path(package.__file__).parent.parent
SCRIPT = """from symact.derivation import Proof

proof = Proof("{claim}", title="A test", expects="{expects}")
with proof.left() as line:
    line("{line}", "because")
"""


def script(folder: Path, line: str, expects: str = "PROVED", claim: str = "x + x == 2*x", name: str = "one") -> Path:
    path = folder / f"{name}.py"
    path.write_text(SCRIPT.format(claim=claim, line=line, expects=expects), encoding="utf-8")
    return path


def test_the_theorems_of_a_name_are_proved(symact):
    result = symact("prove", "softsign", "relu", "--json")
    verdicts = result.json["verdicts"]
    assert (result.code, result.err) == (0, "")
    assert {v["verdict"] for v in verdicts} == {"PROVED", "REFUTED"}
    assert all(v["as_expected"] for v in verdicts)
    assert {"softsign.derivative", "relu.derivative"} <= {v["id"] for v in verdicts}


@pytest.mark.parametrize(
    ("line", "expects", "code"),
    [("2*x", "PROVED", 0), ("2*x", "REFUTED", 1), ("3*x", "PROVED", 2), ("erfinv(x) + x + x - erfinv(x)", "PROVED", 2)],
)
def test_a_script_is_held_to_what_it_states(symact, tmp_path, line, expects, code):
    assert symact("prove", script(tmp_path, line, expects)).code == code


def test_an_undecided_script_has_an_exit_code_of_its_own(symact, tmp_path):
    path = script(tmp_path, "-exp(x)", claim="polylog(3, -exp(x)) >= -exp(x)")
    path.write_text(path.read_text(encoding="utf-8").replace('"-exp(x)", "because"', '">= -exp(x)", "because"'))
    result = symact("prove", path)
    assert (result.code, "UNKNOWN" in result.out) == (3, True)
    assert symact("prove", path, "--allow-unknown").code == 0


def test_a_broken_script_is_named_and_loses_no_other(symact, tmp_path):
    (tmp_path / "a_raises.py").write_text("1/0\n", encoding="utf-8")
    (tmp_path / "b_syntax.py").write_text("x ==\n", encoding="utf-8")
    script(tmp_path, "2*x", name="c_good")
    result = symact("prove", tmp_path, "--json")
    assert (result.code, len(result.json["verdicts"])) == (2, 1)
    assert "a_raises.py: the script raised ZeroDivisionError" in result.err
    assert "b_syntax.py" in result.err


def test_a_target_that_is_nothing_is_refused(symact):
    result = symact("prove", "sigmod")
    assert (result.code, result.err.count("\n")) == (2, 1)
    assert "did you mean 'sigmoid'" in result.err


def test_a_folder_without_scripts_and_a_file_that_is_none_are_refused(symact, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    empty, other = tmp_path / "empty", tmp_path / "other.py"
    empty.mkdir()
    other.write_text("x = 1\n", encoding="utf-8")
    assert symact("prove", "empty").err == "symact prove: empty: no proof script (*.py) in it\n"
    stated = symact("prove", "other.py")
    assert (stated.code, stated.err.startswith("other.py: states no theorem")) == (2, True)
    written = symact("prove", "sigmoid", "--certificates", "other.py")
    assert (written.code, written.out, "other.py" in written.err) == (2, "", True)


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificates of theorems, refutations and lines of scripts."""
    from symact.cli.group import run

    folder = tmp_path_factory.mktemp("proved")
    targets = ["softsign", "elu", "softmax", str(ROOT / "proofs" / "sigmoid_symmetry.py")]
    assert run(["prove", *targets, "--certificates", str(folder)]) == 0
    return folder


def test_certificates_are_good_when_checked_again(symact, proved):
    result = symact("replay", proved, "--json")
    found = result.json["replays"]
    assert result.code == 0
    assert len(found) == len(list(proved.iterdir())) > 30
    assert {r["verdict"] for r in found} == {"PROVED", "REFUTED"}
    assert "sigmoid_symmetry.line2.json" in {r["file"] for r in found}


def test_replay_needs_nothing_but_the_standard_library(proved):
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        f"from symact.cli.replay import main; code = main({str(proved)!r})\n"
        "print({name.split('.')[0] for name in sys.modules} - {'symact', '__main__'} - sys.stdlib_module_names)\n"
        "sys.exit(code)"
    )
    run = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines()[-1] == "set()"


def test_the_replay_command_does_not_import_the_prover(proved):
    program = (
        f"import sys; sys.argv = ['symact', 'replay', {str(proved)!r}]\n"
        "from symact.cli.group import run; code = run(sys.argv[1:])\n"
        "assert not {'sympy', 'flint', 'numpy', 'mpmath', 'symact.prover'} & set(sys.modules)\n"
        "sys.exit(code)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize("place", [0.02, 0.2, 0.4, 0.6, 0.8, 0.98])
def test_a_changed_byte_is_refused(symact, proved, tmp_path, place):
    source = (proved / "elu.derivative.json").read_bytes()
    at = int(place * len(source))
    changed = source[:at] + bytes([source[at] ^ 1]) + source[at + 1 :]
    (tmp_path / "elu.derivative.json").write_bytes(changed)
    result = symact("replay", tmp_path)
    assert (result.code, "refused  elu.derivative.json" in result.out) == (1, True)


def test_no_byte_of_a_stored_certificate_can_change(symact, proved, tmp_path):
    """Each byte with another bit, left out, said twice; the line end too; all asked for at once."""
    source = (proved / "softsign.odd.json").read_bytes()
    assert source.endswith(b"}\n")
    made = []
    for k in range(len(source)):
        made += [source[:k] + bytes([source[k] ^ (1 << k % 8)]) + source[k + 1 :], source[:k] + source[k + 1 :]]
    made += [source[:-1] + end for end in (b"", b" ", b"\t\n", b"\n\n", b"\r\n", b"\x00\n", b"\n" + source)]
    for k, data in enumerate(made):
        (tmp_path / f"{k}.json").write_bytes(data)
    found = symact("replay", tmp_path, "--json").json["replays"]
    assert len(found) == len(made) and [r["file"] for r in found if r["good"]] == []


def altered(proved: Path, tmp_path: Path, name: str, **fields: object) -> Path:
    """A certificate with other content and the right digest."""
    data = {**json.loads((proved / name).read_text(encoding="utf-8")), **fields}
    data["digest"] = digest(data)
    (tmp_path / name).write_text(canonical(data) + "\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"claim": "softsign(-x) == softsign(x)"}, ""),
        ({"claim": "softsign(-x) =="}, ""),
        ({"evidence": []}, ""),
        ({"evidence": {"point": {"x": "0"}}, "kind": "refutation"}, ""),
        ({"evidence": [{"split": "x**2", "parts": [{}, {}, {}]}]}, ""),
        ({"evidence": [7]}, ""),
        ({"definitions": {"softsign": {"parameters": [["x", None, "real"]], "body": "x"}}}, "is not the catalogue's"),
        (
            {"claim": "mine(x) == x", "definitions": {"mine": {"parameters": [["x", None, "real"]], "body": "x"}}},
            "which the catalogue does not have",
        ),
    ],
)
def test_an_altered_certificate_is_refused(symact, proved, tmp_path, fields, reason):
    result = symact("replay", altered(proved, tmp_path, "softsign.odd.json", **fields))
    assert result.code == 1
    assert f"refused  softsign.odd.json: {reason}"[:24] in result.out and reason in result.out


def test_replay_refuses_what_holds_no_certificates(symact, tmp_path):
    assert symact("replay", tmp_path / "nowhere").code == 2
    assert symact("replay", tmp_path).code == 2
    (tmp_path / "x.json").write_text("[]", encoding="utf-8")
    assert symact("replay", tmp_path).code == 1
