"""`symact accuracy` and `symact thresholds`."""

from __future__ import annotations

import math
import re
from fractions import Fraction

import numpy as np
import pytest

from symact.cli.accuracy import exceeds
from symact.cli.audit_text import share, ulps
from symact.cli.thresholds import threshold_text
from symact.numerics import Threshold, accuracy
from symact.numerics.second_opinion import FUNCTIONS

AUDIT = (
    "activation, derivative, implementation, versions, machine, dtype, points, exhaustive, measured, nonfinite, "
    "missing_overflow, undefined, undecided, undecided_rounding, max_ulp, max_ulp_normal, worst_input, worst_output, "
    "exact, false_zero, false_zero_normal, wrong_sign, correctly_rounded, histogram, first, seconds, points_per_second"
)
THRESHOLD = "kind, sign, first, last, outside, true_at, evidence"


def test_an_audit_counts_every_input(symact):
    result = symact("accuracy", "sigmoid", "--dtype", "float32", "--points", 600, "--json")
    audits = result.json["audits"]
    assert (result.code, result.err, [a["implementation"] for a in audits]) == (0, "", ["naive", "stable"])
    for a in audits:
        assert set(AUDIT.split(", ")) <= set(a)
        kinds = ("measured", "nonfinite", "missing_overflow", "undefined", "undecided")
        assert sum(a[k] for k in kinds) == a["points"]
        assert float.fromhex(a["worst_input"]["hex"]) == float(a["worst_input"]["decimal"])


def test_a_search_adds_the_worst_of_more_inputs(symact):
    words = ["accuracy", "tanh", "--impl", "tanh/exp", "--dtype", "float32"]
    (few,) = symact(*words, "--points", 6000, "--json").json["audits"]
    (many,) = symact(*words, "--points", 6000, "--search", 60_000, "--json").json["audits"]
    assert few["searched"] == 0 and many["searched"] > 50_000 and many["points"] > few["points"]
    assert float(many["max_ulp"][1]["decimal"]) >= float(few["max_ulp"][1]["decimal"])
    result = symact(*words)
    searched = re.search(r"searched +([\d,]+) inputs", result.out)
    assert result.code == 0 and searched and 500_000 < int(searched[1].replace(",", "")) < 1_500_000


def test_an_audit_in_words_names_the_worst_input_and_the_defects(symact):
    out = symact("accuracy", "sigmoid", "--impl", "naive", "--points", 500).out
    for said in ("a sample, seed 0", "largest error", "false zero", "-0x1.62e42fefa39f0p+9", "correctly rounded"):
        assert said in out


@pytest.mark.parametrize(("most", "code"), [("4", 0), ("0.1", 1)])
def test_max_ulp_sets_the_exit_code(symact, most, code):
    words = ["accuracy", "sigmoid", "--impl", "stable", "--points", 400, "--max-ulp", most]
    result = symact(*words)
    assert result.code == code
    assert ("above --max-ulp" in result.out) == bool(code)


def test_a_result_that_is_not_finite_exceeds_every_bound():
    assert exceeds(accuracy("naive", "softplus", "float16", points=2000), math.inf)


def test_a_range_and_a_seed_choose_the_inputs(symact):
    words = ["accuracy", "tanh", "--impl", "stable", "--points", 300, "--range", -1, 1, "--json"]
    (a,) = symact(*words).json["audits"]
    (b,) = symact(*words, "--seed", 1).json["audits"]
    assert abs(float(a["worst_input"]["decimal"])) <= 1
    assert a["worst_input"] != b["worst_input"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["accuracy", "sigmod"], "did you mean 'sigmoid'"),
        (["accuracy", "softmin"], "one real variable"),
        (["accuracy", "tanh", "--impl", "nothing"], "unknown implementation 'nothing'"),
        (["accuracy", "tanh", "--dtype", "float12"], "use one of float16"),
        (["accuracy", "tanh", "--exhaustive"], "too many numbers"),
        (["accuracy", "tanh", "--exhaustive", "--points", 5], "leave --points out"),
        (["accuracy", "tanh", "--exhaustive", "--search", 5], "leave --search out"),
        (["accuracy", "tanh", "--impl", "no_such_module:f"], "cannot import no_such_module"),
        (["accuracy", "tanh", "--range", 2, 1], "is empty"),
        (["accuracy", "tanh", "--max-ulp", "nan"], "nan is not a number"),
        (["accuracy", "tanh", "--workers", 0], "--workers"),
        (["accuracy", "tanh", "--workers", 2, "--cluster", "tcp://127.0.0.1:9"], "--workers or --cluster"),
        (["accuracy", "tanh", "--checkpoint", __file__], "is a file"),
        (["thresholds", "sigmod"], "did you mean 'sigmoid'"),
        (["thresholds", "sigmoid", "--kind", "nothing"], "unknown kind of threshold"),
        (["thresholds", "sigmoid", "--ulp", "-1"], "must be positive"),
        (["thresholds", "sigmoid", "--relative", "much"], "is not a number"),
        (["thresholds", "sigmoid", "--exhaustive"], "float64 has too many numbers to try all"),
        (["thresholds", "tanh", "--dtype", "float32", "--exhaustive", "--kind", "warns"], "leave exhaustive out"),
        (["thresholds", "sigmoid", "--dtype", "float32", "--workers", 2], "for trying all of float32: add exhaustive"),
    ],
)
def test_a_wrong_request_is_refused_in_one_line(symact, words, said):
    result = symact(*words)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert said in result.err


def test_small_formats_are_tried_exhaustively_said_or_not(symact):
    words = ["thresholds", "tanh", "--impl", "exp", "--dtype", "float8_e5m2", "--json"]
    said = symact(*words, "--exhaustive").json
    assert said == symact(*words).json and {t["evidence"] for t in said["thresholds"]} == {"exhaustive"}


def test_workers_and_a_checkpoint_do_not_change_the_document(symact, tmp_path):
    words = ["accuracy", "tanh", "--dtype", "float16", "--json"]
    kept = [*words, "--workers", 2, "--checkpoint", tmp_path / "run"]
    documents = [symact(*w).json for w in (words, kept, kept)]
    for found in documents:
        for audit in found["audits"]:
            assert audit.pop("seconds") > 0 and audit.pop("points_per_second") > 0
    assert documents[0] == documents[1] == documents[2]
    assert sorted(p.name for p in (tmp_path / "run").iterdir()) == ["naive", "stable"]
    other = symact("accuracy", "sigmoid", "--dtype", "float16", "--checkpoint", tmp_path / "run")
    assert (other.code, other.out) == (2, "") and "activation is 'tanh' there and 'sigmoid' here" in other.err


def test_a_damaged_checkpoint_is_told_of_and_mended(symact, tmp_path):
    words = ["accuracy", "tanh", "--impl", "tanh/exp", "--dtype", "float16", "--checkpoint", tmp_path]
    before = symact(*words)
    shard = tmp_path / "tanh_exp" / "shard-000001.json"
    shard.write_text("{}", encoding="utf-8")
    after = symact(*words)
    assert (before.err, after.code, after.out) == ("", 0, before.out)
    assert after.err == f"symact: {shard} is damaged, or of another audit, and is done again\n"


@pytest.mark.parametrize("kept", [True, False])
def test_ctrl_c_says_how_to_go_on(symact, tmp_path, monkeypatch, kept):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("symact.numerics.api.audit_in_shards", interrupted)
    monkeypatch.setattr("symact.numerics.api.audit_shard", interrupted)
    result = symact("accuracy", "tanh", "--dtype", "float16", *(["--checkpoint", tmp_path] if kept else []))
    assert (result.code, result.out) == (130, "")
    assert ("the same command goes on from there" in result.err) == kept
    assert result.err.splitlines()[-1] == "symact: interrupted"


def naive(x: float) -> float:
    with np.errstate(over="ignore"):
        return float((1 / (1 + np.exp(-np.asarray([x]))))[0])


def test_thresholds_are_the_floats_that_an_independent_bisection_finds(symact):
    words = ["thresholds", "sigmoid", "--impl", "sigmoid/naive", "--dtype", "float64", "--samples", 300, "--json"]
    found = symact(*words).json["thresholds"]
    assert all(set(THRESHOLD.split(", ")) <= set(t) for t in found)
    (zero,) = [t for t in found if t["kind"] == "false_zero"]
    first, before = (float.fromhex(t["hex"]) for t in (zero["first"], zero["outside"][0]))
    low, high = -1000.0, -500.0  # 0 there, and not 0 here
    while math.nextafter(low, 0) < high:
        middle = (low + high) / 2
        low, high = (middle, high) if naive(middle) == 0 else (low, middle)
    assert (first, before) == (low, high) == (-709.7827128933841, -709.782712893384)


def test_thresholds_in_words(symact):
    out = symact("thresholds", "sigmoid", "--kind", "false_zero", "--samples", 300).out
    for said in (
        "false_zero",
        "-709.7827128933841 (-0x1.62e42fefa39f0p+9)",
        "not at the float before",
        "adjacent pair",
    ):
        assert said in out
    assert "no such defect" in symact("thresholds", "relu", "--samples", 100).out


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["accuracy", "identity", "--dtype", "float8_e5m2"], "audits"),
        (["thresholds", "identity", "--dtype", "float8_e5m2"], "thresholds"),
        (["accuracy", "softmax", "--points", 40, "--length", 2], "audits"),
    ],
)
def test_what_code_prints_is_no_part_of_the_document(symact, tmp_path, monkeypatch, words, what):
    (tmp_path / "chatty.py").write_text("print('loaded')\ndef f(x):\n    print('called')\n    return x * 1\n")
    monkeypatch.chdir(tmp_path)
    result = symact(*words, "--impl", "chatty:f", "--json")
    assert result.code == 0 and what in result.json and "called" in result.err


def test_one_input_is_no_plural(symact):
    out = symact("accuracy", "sigmoid", "--impl", "naive", "--range", -740, -740, "--points", 1).out
    assert "   1 input, a sample" in out and "from x = -740.0 (-0x1.7200000000000p+9)  (1 input)" in out


def test_a_bound_of_ones_own_adds_a_kind(symact):
    words = ["thresholds", "sigmoid", "--impl", "stable", "--dtype", "float8_e5m2", "--ulp", "1/4", "--json"]
    found = symact(*words).json["thresholds"]
    assert {t["kind"] for t in found} >= {"ulp"}
    assert {t["evidence"] for t in found} == {"exhaustive"}


def test_ulps_are_rounded_up():
    assert ulps((Fraction(0), Fraction(10001, 20000))) == "0.501 ulp"
    assert ulps((Fraction(10) ** 400, Fraction(10) ** 400)) == "10^400 ulp"
    assert ulps(None) == "none measured"
    assert ulps((Fraction(0), Fraction(0))) == "0.000 ulp"
    assert ulps((Fraction(0), Fraction(1, 2**31))) == "below 0.001 ulp"


def test_not_all_are_said_to_be_right_where_one_is_wrong():
    assert share(63_488, 63_488, "inputs") == "100.00 % of the inputs"
    assert share(63_487, 63_488, "inputs") == "99.99 % of the inputs, all but 1"
    assert share(99_990, 100_000, "inputs") == "99.99 % of the inputs"
    assert share(0, 0, "inputs") == "0.00 % of the inputs"


def test_a_formula_of_a_derivative_is_held_against_that_derivative(symact):
    (audit,) = symact("accuracy", "sigmoid", "--impl", "sigmoid_grad/product", "--points", 300, "--json").json["audits"]
    assert (audit["implementation"], audit["derivative"]) == ("sigmoid_grad/product", 1)
    found = symact("thresholds", "sigmoid", "--impl", "sigmoid_grad/quotient", "--dtype", "float8_e5m2", "--json").json
    assert {t["derivative"] for t in found["thresholds"]} == {1}


def test_a_formula_of_a_derivative_is_not_held_against_the_value(symact):
    result = symact("accuracy", "sigmoid", "--impl", "sigmoid_grad/product", "--derivative", 0)
    assert result.code == 2 and "ask for derivative 1" in result.err


def test_an_open_point_is_not_said_to_run_to_the_largest_number():
    text = threshold_text(Threshold("undecided", "+", 2.0, 3.0, (None, None), None, "not enclosed"))
    assert "the largest number" not in text and "3.0" in text
    assert "the largest number" in threshold_text(Threshold("inf", "+", 2.0, 3.0, (1.5, None), None, "exhaustive"))


def test_a_contradiction_about_a_threshold_is_an_internal_error(symact, monkeypatch):
    exp = FUNCTIONS["exp"]
    monkeypatch.setitem(FUNCTIONS, "exp", lambda a: exp(a) * (1 + 2.0**-40))
    result = symact("thresholds", "sigmoid", "--impl", "naive", "--dtype", "float8_e5m2")
    assert (result.code, result.out) == (70, "") and "mpmath says" in result.err


@pytest.mark.parametrize(
    "words",
    [
        ("accuracy", "sigmoid", "--points", 10**25),
        ("accuracy", "sigmoid", "--points", 100, "--search", 10**25),
        ("accuracy", "sigmoid", "--points", 100, "--seed", -1),
        ("thresholds", "sigmoid", "--samples", 10**25),
        ("thresholds", "sigmoid", "--seed", -1),
        ("inputs", "--dtype", "float64", "--points", 10**12, "--out", "x.npy"),
    ],
)
def test_numbers_beyond_all_bounds_are_refused_by_name(symact, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    result = symact(*words)
    assert (result.code, result.out, len(result.err.splitlines())) == (2, "", 1)
    assert "is not in the range" in result.err
