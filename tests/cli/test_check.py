"""`symact check`: verdicts, exit codes, records, files, and text that wants to do harm."""

from __future__ import annotations

import json
import time
from fractions import Fraction
from pathlib import Path

import pytest

from symact.cli import asking

WAITED = 10.0  # seconds that a loaded machine may add to what is done in a second or two
FIELDS = "id, claim, assumptions, variables, verdict, method, condition, counterexample, reason, seconds, trust, coq"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["sigmoid(-x) == 1 - sigmoid(x)"], 0, "PROVED"),
        (["tanh(x) == 2*sigmoid(x) - 1"], 1, "REFUTED"),
        (["x/x == 1"], 1, "at x = 0"),
        (["x/x == 1", "--assume", "x != 0"], 0, "assuming x != 0"),
        (["-relu(-x) == Min(x, 0)"], 0, "PROVED"),
        (["--x == x"], 0, "PROVED"),
        (["--", "-x <= Abs(x)"], 0, "PROVED"),
        (["x + y == y + x", "--assume", "-x >= 0"], 0, "PROVED"),
        (["sqrt(b)**2 == b", "--var", "b:positive"], 0, "PROVED"),
        (["Sum(softmax(k, z), (k, 1, n)) == 1", "--var", "z:vector"], 0, "PROVED"),
    ],
)
def test_a_claim_is_decided(symact, words, code, said):
    result = symact("check", *words)
    assert (result.code, result.err) == (code, "")
    assert said in result.out


def test_derivatives_at_kinks_are_not_guessed(symact):
    assert symact("check", "Derivative(relu(x) - relu(-x), x) == 1").code in (0, 3)
    assert symact("check", "Derivative(log(x), x) == 1/x", "--assume", "x != 0").code in (1, 3)


def test_a_counterexample_is_an_exact_point_with_an_enclosure(symact):
    (verdict,) = symact("check", "tanh(x) == 2*sigmoid(x) - 1", "--json").json["verdicts"]
    found = verdict["counterexample"]
    Fraction(found["point"]["x"])
    low, high = map(Fraction, found["difference"])
    assert (low <= high < 0) or (0 < low <= high)


def test_the_record_has_the_promised_fields(symact):
    document = symact("check", "x == x", "--json").json
    assert set(document) == {"schema", "version", "seed", "verdicts"}
    assert set(FIELDS.split(", ")) <= set(document["verdicts"][0])
    assert document["verdicts"][0]["verdict"] == "PROVED"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sigmod(x) == 1"], "claim:1:1: unknown function 'sigmod' — did you mean 'sigmoid'?"),
        (["x == "], "claim:1:5"),
        (["x = 1"], "claim:1:3"),
        (["x == y == z"], "exactly one relation"),
        (["x == x", "--assume", "x =< 1"], "assumption:1:3"),
        (["x == x", "--var", "x"], "such as --var x:positive"),
        (["x == x", "--var", "x:positiv"], "'positiv' is not a domain"),
        (["x == x", "--timeout", "0"], "--timeout"),
        (["x == x", "--asume", "x > 0"], "Did you mean '--assume'?"),
        (["x == x", "y == y"], "unexpected extra argument"),
        ([], "one claim in quotes"),
        (["__import__('os').system('id')"], "unexpected character"),
        (["(" * 10_000 + "x" + ")" * 10_000 + " == x"], "longer than"),
        (["(" * 5_000 + "x" + ")" * 5_000 + " == x"], "levels deep"),
        (["--file", "nowhere.json"], "nowhere.json: no such file"),
        (["--file", "nowhere.json", "--assume", "x > 0"], "single claim"),
    ],
)
def test_an_error_is_one_line_that_says_where(symact, words, said):
    result = symact("check", *words)
    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    "claim",
    [
        "x**(10**9) == 1", "exp(exp(exp(x**9999))) == 1", "x**9999*y**9999 == (x*y)**9998", "(x + y + z)**400 == 0",
        "sin(" * 90 + "x" + ")" * 90 + " == x", "9**(9**9) == 1", "Derivative(exp(x)/x, (x, 50)) == 0",
    ],
)  # fmt: skip
def test_a_hostile_claim_ends_in_time(symact, claim):
    started = time.monotonic()
    result = symact("check", claim, "--timeout", "1")
    assert result.code in (0, 1, 2, 3)
    assert time.monotonic() - started < 1 + WAITED
    assert len(result.err.splitlines()) == (result.code == 2)


READY = "import json, sys, time; print(json.dumps({'ready': True}), flush=True); "


def test_a_prover_that_does_not_come_back_is_ended(symact, monkeypatch):
    monkeypatch.setattr(asking, "PROGRAM", READY + "time.sleep(60)")
    monkeypatch.setattr(asking, "GRACE", 0.1)
    started = time.monotonic()
    result = symact("check", "x == x", "--timeout", "0.2")
    assert (result.code, time.monotonic() - started < WAITED) == (3, True)
    assert "the time limit of 0.2 s was reached" in result.out


def test_a_prover_that_dies_leaves_the_claim_unknown(symact, monkeypatch):
    monkeypatch.setattr(asking, "PROGRAM", READY + "sys.stdin.readline(); sys.exit(9)")
    result = symact("check", "x == x")
    assert (result.code, "stopped with code 9" in result.out) == (3, True)


def test_a_defect_of_the_prover_is_an_internal_error(symact, monkeypatch):
    answer = "print(json.dumps({'internal': 'KeyError: 1', 'traceback': ''}), flush=True)"
    monkeypatch.setattr(asking, "PROGRAM", READY + "sys.stdin.readline(); " + answer)
    result = symact("check", "x == x")
    assert (result.code, result.out, "internal error" in result.err) == (70, "", True)


def records(tmp_path: Path, *found: object) -> Path:
    path = tmp_path / "claims.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    return path


TRUE = {"id": "T1", "lhs": "sigmoid(x)", "rhs": "1/(1+exp(-x))", "relation": "==", "vars": {"x": "real"}, "truth": True}
FALSE = {"id": "F1", "lhs": "x", "rhs": "0", "relation": "<=", "vars": {}, "assumptions": ["x > 0"]}
OPEN = {"id": "U1", "lhs": "polylog(3, -exp(x))", "rhs": "-exp(x)", "relation": ">="}


@pytest.mark.parametrize(
    ("found", "code"), [([TRUE], 0), ([TRUE, FALSE, OPEN], 1), ([TRUE, OPEN], 3), ([], 0), ([TRUE, {"id": "B"}], 2)]
)
def test_a_file_of_claims_sets_the_exit_code(symact, tmp_path, found, code):
    result = symact("check", "--file", records(tmp_path, *found), "--json")
    assert result.code == code
    assert len(result.json["verdicts"]) == len(found)


def test_a_bad_record_is_named_and_loses_no_other(symact, tmp_path):
    bad = {"id": "B1", "lhs": "sigmod(x)", "rhs": "1"}
    escape = {"id": "B2\u001b[31m", "lhs": "x", "rhs": "x", "relation": "~\n"}
    result = symact("check", "--file", records(tmp_path, TRUE, bad, escape, 3, {**TRUE, "vars": {"x": 1}}, FALSE))
    assert result.code == 2
    assert "6 claims: 1 proved, 1 refuted, 4 unreadable" in result.out
    assert "record B1: claim:1:1: unknown function 'sigmod'" in result.err
    assert len(result.err.splitlines()) == 4
    assert "\x1b" not in result.out + result.err


def test_ten_megabytes_are_refused_at_once(symact, tmp_path):
    huge = {"id": "H", "lhs": "x + " * 2_500_000 + "x", "rhs": "0"}
    started = time.monotonic()
    result = symact("check", "--file", records(tmp_path, huge, TRUE), "--json")
    assert (result.code, time.monotonic() - started < WAITED) == (2, True)
    assert [v["verdict"] for v in result.json["verdicts"]] == ["UNKNOWN", "PROVED"]


def test_a_claim_without_quotes_and_places_that_cannot_be_written_are_refused(symact, tmp_path):
    loose = symact("check", "x", "==", "x")
    assert (loose.code, "put a claim or a formula in quotes" in loose.err) == (2, True)
    (tmp_path / "file").touch()
    for place, said in ((tmp_path, "is a directory"), (tmp_path / "file" / "c.json", "file: is a file")):
        result = symact("check", "x == x", "--certificate", place)
        assert (result.code, said in result.err, result.err.count("\n")) == (2, True, 1)


def test_an_empty_file_of_claims_is_counted(symact, tmp_path):
    result = symact("check", "--file", records(tmp_path))
    assert (result.code, result.out) == (0, "0 claims\n")


@pytest.mark.parametrize("text", ["[1,", "{}", "\udcff", "[" * 100_000, "1e999999"])
def test_a_file_that_is_no_list_of_records_is_refused(symact, tmp_path, text):
    path = tmp_path / "claims.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    result = symact("check", "--file", path)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert str(path) in result.err


def test_a_certificate_is_written_for_a_decided_claim(symact, tmp_path):
    assert symact("check", "x == x", "--certificate", tmp_path / "a" / "c.json").code == 0
    assert symact("replay", tmp_path / "a").code == 0
    undecided = symact(
        "check", "polylog(3, -exp(x)) >= -exp(x)", "--timeout", 1, "--certificate", tmp_path / "none.json"
    )
    assert (undecided.code, (tmp_path / "none.json").exists()) == (3, False)
    assert "no certificate" in undecided.err
