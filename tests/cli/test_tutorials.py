"""`symact claims`: text, JSON, Markdown, what is refused, and the exit codes."""

from __future__ import annotations

import json

import pytest

from symact.tutorials import assertion, engine
from symact.tutorials.assertion import expected

NAMES = ("sigmoid.range_closed", "relu.slope", "advice.he")


def test_claims_as_text(symact):
    result = symact("claims", *NAMES)
    assert (result.code, result.err) == (0, "")
    assert "✗ refuted     The values lie between 0 and 1, both included.  [sigmoid.range_closed]" in result.out
    assert "if x > 0: at 0 there is no derivative" in result.out
    assert "4 claims: 1 confirmed, 1 refuted, 1 conditional, 1 advice" in result.out
    assert "symact check" not in result.out
    assert "$ symact check 'Range(sigmoid(x), x) == Interval(0, 1)'" in symact("claims", "--verbose", *NAMES).out


def test_claims_as_json(symact, tmp_path):
    result = symact("claims", "--json", "relu.slope", "--out", tmp_path / "deep" / "claims.json")
    assert (result.code, result.out, result.err) == (0, "", "")
    document = json.loads((tmp_path / "deep" / "claims.json").read_text(encoding="utf-8"))
    assert (document["schema"], document["seed"]) == ("symact/claims/1", 0)
    record = next(c for c in document["claims"] if c["id"] == "relu.slope")
    assert record["verdict"] == "conditional" and record["expected"] == ["conditional"] and record["as_expected"]
    assert record["values"][0] == {"name": "x", "exact": "0", "decimal": "0"}
    assert {e["kind"] for e in record["evidence"]} == {"REFUTED", "PROVED"}
    assert all(e["command"].startswith("symact check") and e["certificate"] for e in record["evidence"])


def test_claims_as_markdown(symact):
    result = symact("claims", "--format", "markdown", "relu.slope")
    assert result.code == 0
    assert result.out.startswith("# What the tutorials say\n")
    assert "| ◐ conditional | ReLU′(x) = 1 for x ≥ 0. if x \\> 0" in result.out


def test_claims_are_listed_and_chosen(symact):
    result = symact("claims", "--list", "--topic", "descent")
    listed = symact("claims", "--list", "--topic", "descent", "--json").json["statements"]
    assert [a["id"] for a in listed][:2] == ["descent.first_step", "descent.steps"]
    assert result.code == 0 and result.out.startswith("descent: Gradient descent\n  descent.first_step")
    assert "descent.layers" not in symact("claims", "--list", "--quick").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sigmoid.valu",), "no claim 'sigmoid.valu', did you mean 'sigmoid.value_0': `symact claims --list`"),
        (("--topic", "sofmax"), "no topic 'sofmax': use one of definition"),
        (("--format", "pdf"), "'pdf' is not one of 'text', 'json', 'markdown'"),
        (("--json", "--format", "markdown"), "--json and --format markdown"),
    ],
)
def test_what_is_not_there_is_refused(symact, words, said):
    result = symact("claims", *words)
    assert (result.code, result.out) == (2, "")
    assert said in result.err and result.err.count("\n") == 1


def test_an_altered_expectation_gives_exit_code_1(symact, monkeypatch):
    altered = {**expected(), "relu.slope": ("confirmed",)}
    monkeypatch.setattr(engine, "expected", lambda: altered)
    result = symact("claims", "relu.slope")
    assert result.code == 1
    assert "relu.slope is conditional, confirmed is on record" in result.out


def test_an_unknown_verdict_gives_exit_code_3(symact, monkeypatch):
    monkeypatch.setattr(assertion, "topics", lambda: (_unknown(),))
    monkeypatch.setattr(engine, "expected", lambda: {"open.one": ("confirmed",)})
    monkeypatch.setattr("symact.tutorials.render.topics", lambda: (_unknown(),))
    result = symact("claims")
    assert result.code == 3
    assert "open.one is unknown, confirmed is on record: not shown" in result.out
    assert symact("claims", "--allow-unknown").code == 0


def _unknown():
    from symact.tutorials.record import Found

    one = assertion.Assertion(
        "open.one", "It is.", "x", "reals", "theorem", lambda: Found("unknown", remark="not shown")
    )
    return assertion.Topic("open", "Open", 1, (one,))


@pytest.fixture
def only_claims(monkeypatch):
    from symact.cli.verification import job, plan
    from symact.cli.verification.plan import Plan

    monkeypatch.setattr(plan, "quick", lambda: Plan("tiny", (), (), 1, (), 1, "brief"))
    monkeypatch.setattr(job, "STAGES", tuple(s for s in job.STAGES if s[0] == "adjudicating tutorials"))
    known = assertion.chosen

    def few(names=(), topic=None, brief=False):
        return [p for p in known(names, topic, brief) if p[1].id in NAMES]

    monkeypatch.setattr(assertion, "chosen", few)


def test_the_main_job_adjudicates_tutorials(symact, tmp_path, only_claims):
    result = symact("verify", "--quick", "--out", tmp_path)
    assert result.code == 0
    assert "tutorials      3 statements adjudicated, 3 with the verdict on record" in result.out
    page = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "## What tutorials say" in page and "| ◐ conditional | ReLU′(x) = 1 for x ≥ 0. if x \\> 0" in page
    document = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert [c["id"] for c in document["claims"]] == list(NAMES)


def test_the_main_job_fails_when_a_verdict_is_another(symact, tmp_path, only_claims, monkeypatch):
    monkeypatch.setattr(engine, "expected", lambda: {**expected(), "relu.slope": ("refuted",)})
    result = symact("verify", "--quick", "--out", tmp_path)
    assert (result.code, "relu.slope is conditional, refuted is on record" in result.out) == (1, True)


def test_the_commands_of_the_evidence_ask_again(symact):
    """Quotes and domains included: what a record rests on can be typed into a shell."""
    import shlex

    from symact.tutorials.theorems import Ask, evidence

    for ask, code in (
        (Ask("Limit(softmax(1, x/t, y/t), t, 0, '+') == 1", ("x > y",)), 0),
        (Ask("softmax(i, z) < 1", ("n >= 2",), {"z": "vector", "i": "index"}), 0),
        (Ask("softmax(i, z) < 1", (), {"z": "vector", "i": "index"}), 1),
    ):
        said = evidence(ask, ask.verdict())
        assert symact(*shlex.split(said.command)[1:]).code == code, said.command
        assert said.kind == ("REFUTED" if code else "PROVED")
