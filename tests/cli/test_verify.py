"""`symact verify`, on a plan that takes a second or two."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from symact.cli.verification import findings as found_module
from symact.cli.verification import job, plan
from symact.cli.verification.markdown import code, escaped, table
from symact.cli.verification.plan import Plan, Series


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = [e for e in plan.core() if e.name in ("sigmoid", "relu", "softmax")]
    monkeypatch.setattr(job, "core", lambda: chosen)
    monkeypatch.setattr(job, "audited", lambda: [e for e in chosen if not e.of_vector])
    series = (Series("float16", 0, 200), Series("float64", 1, 100))
    made = Plan("tiny", series, (("sigmoid", 1),), 200, ("sigmoid",), 100)
    monkeypatch.setattr(plan, "quick", lambda: made)


def keep_stages(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    monkeypatch.setattr(job, "STAGES", tuple((name, stage) for name, stage in job.STAGES if name in names))


def test_the_main_job_writes_a_report_and_passes(symact, tmp_path, tiny):
    pytest.importorskip("matplotlib")
    folder = tmp_path / "report"
    result = symact("verify", "--quick", "--out", folder)
    assert (result.code, result.err) == (0, "")
    ending = result.out.rpartition("\n\n")[2].splitlines()
    assert len(ending) in (11, 12, 13)
    for said in (
        "symact 0.",
        "theorems ",
        "scripts ",
        "nan from x = -709.7827128933841 (-0x1.62e42fefa39f0p+9)",
        "PASS",
    ):
        assert any(said in line for line in ending)
    for name in ("report.md", "report.json", "derivations.tex", "figures/sigmoid.png", "figures/sigmoid.svg"):
        assert (folder / name).stat().st_size > 1000
    assert (folder / "latex" / "tanh_sigmoid.tex").read_text(encoding="utf-8").startswith("%")
    page = (folder / "report.md").read_text(encoding="utf-8")
    for said in (
        "# symact verify: PASS",
        "`sigmoid(-x) == 1 - sigmoid(x)`",
        "figures/sigmoid.png",
        "| sigmoid | naive |",
    ):
        assert said in page
    document = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert document["result"] == "PASS"
    assert all(document[name] for name in ("verdicts", "audits", "thresholds", "derivations", "environment"))
    assert symact("replay", folder / "certificates").code == 0


def test_a_theorem_that_is_not_as_stated_fails_the_job(symact, tmp_path, tiny, monkeypatch):
    from symact.cli.theorems import Outcome

    record = {"assumptions": []}
    false = Outcome("f", "x == 1", "REFUTED", "PROVED", False, record, ("counterexample x = 0",))
    stages = (("false", lambda findings, say: findings.theorems.append(false)),)
    monkeypatch.setattr(job, "STAGES", stages)
    result = symact("verify", "--quick", "--out", tmp_path)
    assert (result.code, "FAIL" in result.out) == (1, True)
    assert "f is REFUTED, not PROVED" in result.out
    assert "REFUTED, not PROVED" in (tmp_path / "report.md").read_text(encoding="utf-8")


def test_an_undecided_theorem_has_an_exit_code_of_its_own(symact, tmp_path, tiny, monkeypatch):
    from symact.cli.theorems import Outcome

    undecided = Outcome("f", "floor(x) <= x", "UNKNOWN", "PROVED", False, {"assumptions": []}, ("no rule",))
    monkeypatch.setattr(job, "STAGES", (("open", lambda findings, say: findings.theorems.append(undecided)),))
    assert symact("verify", "--quick", "--out", tmp_path).code == 3
    assert symact("verify", "--quick", "--out", tmp_path, "--allow-unknown").code == 0


def test_an_error_in_one_part_fails_the_job_and_loses_no_other(symact, tmp_path, tiny, monkeypatch):
    from symact.derivation import automatic
    from symact.kernel.errors import SymactError

    def derive(name: str) -> None:
        raise SymactError(f"no lines for {name}")

    monkeypatch.setattr("symact.derivation.derive", derive)
    monkeypatch.setattr(automatic, "derive", derive)
    keep_stages(monkeypatch, "deriving", "auditing")
    result = symact("verify", "--quick", "--out", tmp_path)
    assert (result.code, "deriving relu: no lines for relu" in result.out) == (1, True)
    assert (tmp_path / "report.json").exists() and "audits" in result.out


def test_a_script_that_cannot_run_fails_the_job(symact, tmp_path, tiny, monkeypatch):
    stages = (("broken", lambda findings, say: findings.failed.append("a.py: the script raised *KeyError*")),)
    monkeypatch.setattr(job, "STAGES", stages)
    assert symact("verify", "--quick", "--out", tmp_path).code == 1
    assert "raised \\*KeyError\\*" in (tmp_path / "report.md").read_text(encoding="utf-8")


def test_an_interrupted_job_leaves_what_it_found(symact, tmp_path, tiny, monkeypatch):
    def interrupted(findings, say):
        raise KeyboardInterrupt

    monkeypatch.setattr(job, "STAGES", (*job.STAGES[:1], ("stopped", interrupted)))
    result = symact("verify", "--quick", "--out", tmp_path)
    assert (result.code, "INTERRUPTED" in result.out) == (130, True)
    page = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "**The job was interrupted.**" in page
    assert "sigmoid.complement" in page


def test_missing_pictures_are_said_to_be_missing(symact, tmp_path, tiny, monkeypatch):
    monkeypatch.setattr(found_module, "find_spec", lambda name: None)
    keep_stages(monkeypatch, "looking around", "measuring for pictures")
    result = symact("verify", "--quick", "--out", tmp_path, "--json")
    assert (result.code, result.json["absent"]["pictures"]) == (0, "pip install 'symact[plot]'")
    assert not (tmp_path / "figures").exists()
    assert "Not installed, so not done: pictures" in (tmp_path / "report.md").read_text(encoding="utf-8")


def test_a_folder_that_is_a_file_is_refused_before_the_work(symact, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = symact("verify", "--out", tmp_path / "file")
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)


@pytest.mark.skipif(sys.platform == "win32", reason="asks for a POSIX path")
def test_a_folder_that_cannot_be_made_is_refused_before_the_work(symact):
    result = symact("verify", "--out", Path("/proc/nothing/here"))
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)


def test_what_comes_from_elsewhere_is_escaped():
    assert escaped("a|*b*<img>") == "a\\|\\*b\\*\\<img\\>"
    assert code("`x`") == "`'x'`"
    assert list(table(("a",), [("x|y",)]))[-1] == "| x\\|y |"


def test_the_full_plan_covers_the_core_set():
    names = {e.name for e in plan.core()}
    assert set(plan.full().pictures) | {"softmax", "log_softmax", "logsumexp"} == names
    assert {s.dtype for s in plan.full().series} == {"float16", "bfloat16", "float32", "float64"}
