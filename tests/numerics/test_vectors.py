"""Softmax, log-softmax and log-sum-exp of rows: enclosures, families of rows, audits, and audits that find."""

from __future__ import annotations

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from mpmath import libmp

from symact.kernel.errors import Undefined
from symact.numerics import FORMATS, UsageError, find_format
from symact.numerics.errors import InternalError
from symact.numerics.frameworks import lacking
from symact.numerics.tally import bin_of
from symact.numerics.vectors import (
    FAMILIES,
    FORMS,
    FRAMEWORKS,
    FUNCTIONS,
    Place,
    Row,
    VectorAudit,
    audit,
    find_form,
    forms,
    row,
    vector_accuracy,
)  # fmt: skip

DOUBLE = find_format("float64")
INF = math.inf
FEW = {"points": 600, "lengths": (1, 2, 5)}


def brute(function: str, entries: tuple[float, ...], i: int, digits: int = 2000) -> mpmath.mpf:
    """The definition, without a shift, by digits that are enough: 2000 are for exponents up to some thousand."""
    with mpmath.workdps(digits):
        powers = [mpmath.exp(mpmath.mpf(x)) if x != -INF else mpmath.mpf(0) for x in entries]
        total = mpmath.fsum(powers)
        if function == "logsumexp":
            return mpmath.log(total)
        share = powers[i] / total
        return share if function == "softmax" else mpmath.log(share)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("family", [f for f in FAMILIES if f not in ("all_masked", "huge", "exponents", "equal")])
def test_values_are_those_of_mpmath(function, family):
    entries = tuple(row(Place(family, 5, 3, 1), DOUBLE).tolist())
    truth = Row(function, entries, DOUBLE)
    for i in range(truth.components):
        if truth.masked(i):
            assert truth.round(i) == (0.0 if function == "softmax" else -INF)
            continue
        want = brute(function, entries, i)
        with mpmath.workdps(60):
            assert truth.round(i) == float(want)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_errors_are_those_of_a_brute_force_by_mpmath(function):
    """Pairs and triples of float8 numbers: |got - want| in ulp and correct rounding, by another way."""
    fmt, rng = find_format("float8_e5m2"), np.random.default_rng(7)
    form = find_form("shifted", function)
    for n in (2, 3):
        rows = fmt.values(rng.integers(-60, 60, (60, n)).ravel()).reshape(60, n)
        results = form.run(rows, fmt).reshape(60, -1)
        for entries, found in zip(rows.tolist(), results.tolist(), strict=True):
            truth = Row(function, tuple(entries), fmt)
            for i, got in enumerate(found):
                verdict, want = truth.judge(i, got), brute(function, tuple(entries), i, 100)
                exact = Fraction(*libmp.to_rational(want._mpf_))
                if abs(exact) < Fraction(1, 10**30):
                    exact = Fraction(0)
                error = abs(Fraction(got) - exact) / fmt.ulp(exact)
                low, high = (Fraction(e, 1 << 32) for e in verdict.error)
                assert low - Fraction(1, 10**9) <= error <= high + Fraction(1, 10**9)
                assert verdict.correct == (fmt.round(exact) == got)


def test_rational_values_are_exact():
    assert Row("softmax", (3.0,) * 6, DOUBLE).exactly(2) == Row("softmax", (0.0,) * 6, DOUBLE).enclose(5).lo
    assert Row("softmax", (1e308, -INF), DOUBLE).round(0) == 1.0
    assert Row("log_softmax", (1e308, -INF), DOUBLE).round(0) == 0.0
    assert Row("logsumexp", (-INF, 0.1), DOUBLE).exactly(0) == (0.1).as_integer_ratio()[0] / (0.1).as_integer_ratio()[1]


def test_an_error_all_but_equal_to_the_end_of_a_bin_is_put_on_its_side():
    """It is 1 - 2.6e-31 ulp, which 2^-32 ulp do not tell from 1."""
    found = Row("softmax", (3.0398780317683007, 3.0398780317683016), DOUBLE).judge(0, 0.49999999999999983)
    assert found.error is not None and found.error[1] == 1 << 32 and bin_of(found) == "<=1"


def test_an_all_but_exact_tie_is_decided():
    """d is half-way between two floats, and log(1 + S) = e^-(2^1000) is below every precision."""
    d = -(2.0**1000) - 2.0**947  # of 54 bits, as a difference of two floats
    entries = (2.0**947, -(2.0**1000))
    truth = Row("log_softmax", entries, DOUBLE)
    assert DOUBLE.exact(truth.differences[1]) is False
    assert truth.round(1) == -(2.0**1000 + 2.0**948) != d
    assert truth.judge(1, truth.round(1)).correct
    assert truth.judge(1, -(2.0**1000)).correct is False


@pytest.mark.parametrize("entries", [(-INF, -INF), (INF, 0.0), (math.nan, 1.0)])
def test_a_row_without_a_value_is_undefined(entries):
    with pytest.raises(Undefined):
        Row("softmax", entries, DOUBLE)


def test_a_mask_has_the_limit_for_its_value():
    softmax, log = (Row(f, (0.0, -INF, 1.0), DOUBLE) for f in ("softmax", "log_softmax"))
    assert softmax.judge(1, 0.0).correct
    assert softmax.judge(1, 1e-300).correct is False
    assert softmax.judge(1, None).kind == "nonfinite"
    assert (log.judge(1, -INF).kind, log.judge(1, -INF).correct) == ("measured", True)
    assert log.judge(1, -1e308).kind == "missing_overflow"
    assert log.judge(1, INF).kind == log.judge(1, None).kind == "nonfinite"


@pytest.mark.parametrize("fmt", FORMATS, ids=lambda f: f.name)
def test_rows_are_made_again_from_their_description_and_are_numbers_of_the_format(fmt):
    for family in FAMILIES:
        place = Place(family, 9, 5, 2)
        values = row(place, fmt)
        assert np.array_equal(values, row(place, fmt)) and values.shape == (9,)
        assert not np.isnan(values).any() and np.array_equal(values, fmt.round_array(values))
    assert not np.array_equal(row(Place("random", 9, 5, 2), fmt), row(Place("random", 9, 5, 3), fmt))


@pytest.mark.parametrize("name", FORMS)
def test_counts_add_up_to_the_components_and_nothing_is_undecided(name):
    a = vector_accuracy(name, name.partition("/")[0], "float32", **FEW)
    rows = sum(max(len(FAMILIES), 200 // n) for n in (1, 2, 5))
    assert a.rows == rows
    kinds = ("measured", "nonfinite", "missing_overflow", "undefined", "undecided")
    assert sum(a.to_json()[k] for k in kinds) == a.points and a.undefined > 0
    assert (a.undecided, a.undecided_rounding) == (0, 0)
    with np.errstate(all="ignore"):
        found = np.asarray(FORMS[name](a.row()[None, :])).reshape(-1)
    if name != "softmax/global_max":
        assert float(found[a.worst.place.component]) == a.worst_output


def test_what_the_shift_mends_is_seen():
    naive, shifted = (vector_accuracy(f, "softmax", "float64", **FEW) for f in ("naive", "shifted"))
    assert naive.nonfinite > 0 and naive.first["nan"] is not None
    assert shifted.nonfinite == shifted.false_zero == 0
    assert shifted.max_ulp[1] < 1000 < naive.max_ulp[1]


def test_a_form_that_looks_at_other_rows_is_caught():
    assert vector_accuracy("global_max", "softmax", **FEW).alone > 0
    assert vector_accuracy("shifted", "softmax", **FEW).alone == 0
    assert vector_accuracy("global_max", "softmax", layout="single", **FEW).alone is None


def test_a_form_that_is_wrong_in_one_component_is_caught():
    def wrong(z):
        s = np.array(FORMS["softmax/shifted"](z))
        s[..., 0] = np.where(z[..., 0] == z[..., -1], s[..., 0] * (1 + 2.0**-40), s[..., 0])
        return s

    a = vector_accuracy(wrong, "softmax", **FEW)
    assert a.max_ulp[0] > 4000 and a.worst.place.component == 0


def test_the_correctly_rounded_function_has_no_error_above_one_half():
    def right(z):
        return np.asarray([[Row("log_softmax", tuple(r), DOUBLE).round(i) for i in range(len(r))]
                           if np.isfinite(r).any() else [0.0] * len(r) for r in z.tolist()])  # fmt: skip

    a = vector_accuracy(right, "log_softmax", points=200, lengths=(2, 3))
    assert a.correctly_rounded == a.measured and a.max_ulp[1] <= 0.5


def test_layout_single_is_for_functions_of_one_row():
    def one(z):
        e = np.exp(z - np.max(z))
        return e / np.sum(e)

    assert vector_accuracy(one, "softmax", layout="single", **FEW).nonfinite == 0
    with pytest.raises(UsageError, match="along the last axis"):
        vector_accuracy(np.sum, "softmax", **FEW)


@pytest.mark.parametrize(
    ("spec", "reference", "options", "said"),
    [
        ("nothing", "softmax", {}, "use one of naive, .*shifted, .*global_max, .*torch"),
        ("logsumexp/naive", "softmax", {}, "unknown implementation"),
        ("naive", "sigmoid", {}, "not a function of a row"),
        ("naive", "softmax", {"layout": "columns"}, "rows, single"),
        ("naive", "softmax", {"lengths": (0,)}, "lengths from 1"),
        ("naive", "softmax", {"points": 10**12}, "at most 100,000,000 components"),
        ("naive", "softmax", {"dtype": "float12"}, "unknown format"),
    ],
)
def test_a_wrong_request_is_refused(spec, reference, options, said):
    with pytest.raises(UsageError, match=said):
        vector_accuracy(spec, reference, **options)


@pytest.mark.slow
@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("dtype", ["bfloat16", "float64"])
def test_frameworks_are_audited_where_they_are_installed(framework, function, dtype):
    if lacking(framework):
        pytest.skip(f"{framework} is not installed")
    a = vector_accuracy(framework, function, dtype, points=90, lengths=(3,))
    assert a.implementation == framework and a.versions[framework]
    assert a.nonfinite == a.missing_overflow == a.undecided == 0
    assert a.computed_in == dtype or (framework, dtype) == ("scipy", "bfloat16")


def test_a_framework_that_is_absent_says_how_it_is_installed(monkeypatch):
    monkeypatch.setattr(forms.frameworks, "lacking", lambda name: (name,))
    with pytest.raises(UsageError, match="pip install"):
        vector_accuracy("torch", "softmax", points=9, lengths=(2,))


def test_a_contradiction_between_balls_and_mpmath_is_an_internal_error(monkeypatch):
    monkeypatch.setattr(audit, "_by_mpmath", lambda function, entries, i: mpmath.mpf(2))
    with pytest.raises(InternalError, match="mpmath says"):
        vector_accuracy("shifted", "softmax", points=30, lengths=(2,))


def test_counts_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match="add up"):
        VectorAudit("softmax", "x", "float64", {}, {}, "float64", 0, "rows", points=3)


@pytest.mark.parametrize("layout", ["rows", "single"])
def test_a_function_may_work_in_place_and_give_the_same_array_again(layout):
    held = {}

    def in_place(z):
        top = z.max(axis=-1, keepdims=True)
        z -= top
        total = np.log(np.exp(z, out=z).sum(axis=-1)) + top[..., 0]
        kept = held.setdefault(np.shape(total), np.zeros_like(total))
        kept[...] = total
        return kept

    def afresh(z):
        top = z.max(axis=-1, keepdims=True)
        return np.log(np.exp(z - top).sum(axis=-1)) + top[..., 0]

    a, b = (vector_accuracy(f, "logsumexp", "float32", layout=layout, **FEW).to_json() for f in (in_place, afresh))
    for record in (a, b):
        for name in ("implementation", "seconds", "points_per_second"):
            record.pop(name)
    assert a == b and a["measured"] > 300
