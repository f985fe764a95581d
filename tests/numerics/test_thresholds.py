"""Thresholds: exact floats, confirmed by a bisection and by scans that share no code with them."""

import json
import math
import random
import re
from collections.abc import Callable
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from symact.numerics import KINDS, Threshold, UsageError, accuracy, find_format, thresholds
from symact.numerics.api import resolve
from symact.numerics.defects import limit_at_infinity
from symact.numerics.runs import Run, Search, runs_of_all
from symact.numerics.sampling import edges, stratified

mp = mpmath.MPContext()
mp.prec = 200


def bisect(has: Callable[[float], bool], without: float, within: float) -> float:
    """The float next to `without`'s side that has the property."""
    while math.nextafter(without, within) != within:
        middle = without + (within - without) / 2
        if middle in (without, within):
            middle = math.nextafter(without, within)
        without, within = (without, middle) if has(middle) else (middle, within)
    return within


def naive(x: float) -> float:
    with np.errstate(all="ignore"):
        return float(1 / (1 + np.exp(-np.float64(x))))


def by_kind(found: tuple[Threshold, ...], kind: str, sign: str) -> list[Threshold]:
    return [t for t in found if (t.kind, t.sign) == (kind, sign)]


@pytest.fixture(scope="module")
def textbook() -> tuple[Threshold, ...]:
    return thresholds("sigmoid", "sigmoid/naive")


def test_where_the_textbook_sigmoid_vanishes(textbook: tuple[Threshold, ...]) -> None:
    (gone,) = by_kind(textbook, "false_zero", "-")
    assert gone.first == bisect(lambda x: naive(x) == 0, -700.0, -720.0) == float.fromhex("-0x1.62e42fefa39f0p+9")
    assert gone.outside == (math.nextafter(gone.first, 0), math.nextafter(gone.last, -math.inf))
    half_quantum = mp.mpf(2) ** -1075

    def rounds_to_zero(x: float) -> bool:
        return bool(1 / (1 + mp.exp(-mp.mpf(x))) <= half_quantum)

    assert gone.true_at == bisect(rounds_to_zero, -700.0, -800.0) == gone.outside[1]
    (warned,) = by_kind(textbook, "warns", "-")
    assert warned.first == gone.first and warned.last == -1.7976931348623157e308 and warned.outside[1] is None


def test_where_the_textbook_sigmoid_saturates_too_early(textbook: tuple[Threshold, ...]) -> None:
    (full,) = by_kind(textbook, "saturates", "+")
    assert full.first == bisect(lambda x: naive(x) == 1, 30.0, 40.0) == 36.73680056967711
    tie = 1 - mp.mpf(2) ** -54

    def rounds_to_one(x: float) -> bool:
        return bool(1 / (1 + mp.exp(-mp.mpf(x))) >= tie)

    assert full.true_at == bisect(rounds_to_one, 30.0, 40.0)
    assert full.last == math.nextafter(full.true_at, 0)
    assert not by_kind(textbook, "half", "-") and not by_kind(textbook, "nan", "-")


def test_the_stable_form_has_none_of_it() -> None:
    assert [t for t in thresholds("sigmoid", "stable", samples=800) if t.kind != "saturates"] == []


def test_where_gradients_turn_nan_and_lose_their_digits() -> None:
    found = thresholds("sigmoid", "sigmoid_grad/quotient", samples=800)
    (nan,) = by_kind(found, "nan", "-")
    assert nan.first == -709.7827128933841 and nan.true_at is None
    (overflow,) = by_kind(found, "all", "-")
    assert overflow.first == -354.89135644669204 and overflow.last == -708.3964185322641
    product = thresholds("sigmoid", "product", derivative=1, kinds=("all",), samples=800)
    assert [t.first for t in product] == [36.44911849722532]


def test_where_a_formula_overflows() -> None:
    (inf,) = thresholds("softplus", "naive", kinds=("inf",), samples=800)
    assert (inf.sign, inf.first, inf.last) == ("+", 709.7827128933841, 1.7976931348623157e308)


def test_bands_in_which_a_defect_comes_and_goes_are_called_so() -> None:
    found = thresholds("tanh", "tanh/exp", kinds=("half",), samples=800)
    alternating = [t for t in found if "alternates" in t.evidence]
    assert alternating and all(t.evidence.startswith("adjacent pair + ") for t in found)
    assert 1e-9 < by_kind(found, "half", "+")[-1].last < 1e-8


def test_a_run_of_which_not_every_float_was_looked_at_says_that_it_may_have_gaps() -> None:
    """A gap of one float among millions is not found, nor said not to be there."""

    def gap(x: np.ndarray) -> np.ndarray:
        return np.where((x > 1000) & (x != 2047), 0, x)

    (lost,) = thresholds("identity", gap, "float32", kinds=("all",), samples=300)
    assert lost.first < 2047 < lost.last and gap(np.asarray([2047.0], dtype=np.float32)) == 2047
    assert re.fullmatch(
        r"adjacent pair \+ \d+ samples; \d+ of them in this run, which may have gaps between", lost.evidence
    )
    every = thresholds("identity", gap, "float16", kinds=("all",))
    assert [(t.last, t.evidence) for t in every] == [(2046.0, "exhaustive"), (65504.0, "exhaustive")]


@pytest.mark.parametrize("dtype", ["float8_e5m2", pytest.param("float16", marks=pytest.mark.slow)])
def test_exhaustive_runs_are_those_of_a_plain_scan(dtype: str) -> None:
    fmt = find_format(dtype)
    half_quantum, smallest, lost = (mp.mpf(2) ** e for e in (fmt.emin - fmt.p, fmt.emin, -(fmt.p // 2)))
    found = thresholds("tanh", "tanh/exp", dtype)
    subject, _, _ = resolve("tanh/exp", None, None)
    for sign in (1, -1):
        xs = [sign * fmt.value(m) for m in range(fmt.largest + 1)]
        results = subject.run(np.asarray(xs, dtype=fmt.carrier), fmt).tolist()
        flags = {
            "nan": [math.isnan(y) for y in results],
            "false_zero": [y == 0 and abs(mp.tanh(x)) > half_quantum for x, y in zip(xs, results, strict=True)],
            "half": [
                abs(mp.tanh(x)) >= smallest and abs(y - mp.tanh(x)) > abs(mp.tanh(x)) * lost
                for x, y in zip(xs, results, strict=True)
            ],
        }
        for kind, row in flags.items():
            runs = [(xs[r.first], xs[r.last]) for r in runs_of_all(row)]
            assert runs == [(t.first, t.last) for t in by_kind(found, kind, "+" if sign > 0 else "-")]
    assert {t.evidence for t in found} <= {"exhaustive"}


def test_bounds_of_ones_own() -> None:
    (lost,) = thresholds("sigmoid", "sigmoid/naive", kinds=(), ulp="1e9", samples=800)
    assert (lost.kind, lost.first) == ("ulp", -709.7827128933841)
    relative = thresholds("softplus", "naive", kinds=(), relative=Fraction(1, 2), samples=800)
    assert {t.kind for t in relative} == {"relative"}
    for bound in ("0", "-1", "one"):
        with pytest.raises(UsageError, match="for ulp"):
            thresholds("sigmoid", kinds=(), ulp=bound)


def test_errors_that_are_all_but_equal_to_the_bound_are_told_apart() -> None:
    """Two quanta above x, tanh(x) = x - x³/3 + … is missed by 2 + x³/(3·2^-24) ulp, where x is subnormal."""
    found = thresholds("tanh", lambda x: x + np.float16(2.0**-23), "float16", kinds=(), ulp=2)
    assert {t.kind for t in found} == {"ulp"}
    assert [(t.sign, t.first, t.last > 2.0**-14) for t in found if abs(t.first) < 2.0**-14] == [("+", 2.0**-24, True)]


def test_edges_are_those_of_whole_vectors() -> None:
    """In vectors of sixteen this is wrong from 2 on, in what is left over it is right."""

    def loop(x: np.ndarray) -> np.ndarray:
        vectors = np.arange(len(x)) < len(x) // 16 * 16
        return np.where(vectors & (x >= 2), 0, x)

    (lost,) = thresholds("identity", loop, "float32", kinds=("all",), samples=300)
    assert (lost.first, lost.outside) == (2.0, (float(np.nextafter(np.float32(2), np.float32(0))), None))


def test_limits_are_those_of_the_function_though_the_format_ends_before() -> None:
    fmt = find_format("float16")
    for name, expected in (
        ("sigmoid", [0.0, 1.0]), ("elu", [-1.0, None]), ("softsign", [-1.0, 1.0]), ("gelu", [0.0, None]),
        ("squareplus", [0.0, None]),
    ):  # fmt: skip
        oracle = resolve("naive", name, 0)[2]
        limits = [limit_at_infinity(oracle, fmt, negative) for negative in (True, False)]
        assert [None if m is None else fmt.value(m) for m in limits] == expected


def test_results_saturate_before_a_limit_that_correct_rounding_does_not_reach_within_the_format() -> None:
    (full,) = by_kind(thresholds("squareplus", "naive", "float8_e5m2", kinds=("saturates",)), "saturates", "-")
    assert (full.first, full.last, full.true_at) == (-8192.0, -57344.0, None)
    assert (mp.sqrt(mp.mpf(57344) ** 2 + 4) - 57344) / 2 > mp.mpf(2) ** -17  # half of the smallest positive number


def test_the_record_as_json() -> None:
    record = json.loads(json.dumps(thresholds("tanh", "tanh/exp", "float8_e5m2")[0].to_json()))
    assert set(record) == {"kind", "sign", "first", "last", "outside", "true_at", "evidence"}
    assert record["kind"] in KINDS and float.fromhex(record["first"]["hex"]) == float(record["first"]["decimal"])


def test_what_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown kind of threshold 'infinite': use some of inf, nan"):
        thresholds("sigmoid", kinds=("infinite",))
    with pytest.raises(UsageError, match="float64 has too many numbers"):
        thresholds("sigmoid", exhaustive=True)
    with pytest.raises(UsageError, match="are for trying all of float32: add exhaustive"):
        thresholds("sigmoid", dtype="float32", workers=2)
    with pytest.raises(UsageError, match="rows of softmax are tried in one process"):
        thresholds("softmax", "shifted", "float32", exhaustive=True, workers=2)
    with pytest.raises(UsageError, match="unknown activation 'sigmod'"):
        thresholds("sigmod")


@pytest.mark.parametrize(
    "runs", [[], [(0, 10**6)], [(0, 0)], [(5, 5)], [(10**6, 10**6)], [(1000, 2000), (70_000, 900_000)], [(3, 999_000)]]
)
def test_a_search_finds_the_runs_it_has_seen(runs: list[tuple[int, int]]) -> None:
    inside = lambda m: any(a <= m <= b for a, b in runs)  # noqa: E731
    samples = [0, 10**6, *range(5, 10**6, 997), *(m for pair in runs for m in pair)]
    search = Search(inside, 10**6, random.Random(0))
    assert search.runs(samples) == [Run(a, b) for a, b in runs]


def test_a_search_calls_a_band_a_band() -> None:
    def has(m: int) -> bool:
        return m > 600_000 or (m > 400_000 and m % 7 in (1, 2, 4))

    found = Search(has, 10**6, random.Random(0)).runs(range(0, 10**6 + 1, 1009))
    assert [r.flickers is None for r in found] == [False, True]
    assert 400_000 < found[0].first < 410_000 and found[1] == Run(599_999, 10**6)
    assert all(has(r.first) and has(r.last) and not has(r.first - 1) for r in found)


def test_samples_are_seeded_dense_at_zero_and_inside_the_range() -> None:
    fmt = find_format("float64")
    a, b = stratified(fmt, 5000, 7), stratified(fmt, 5000, 7)
    assert (a == b).all() and (a != stratified(fmt, 5000, 8)[: len(a)]).any()
    assert (np.diff(a) > 0).all() and {-1, 0, 1, -2, fmt.largest, -1 - fmt.largest} <= set(a.tolist())
    assert 4500 < len(a) <= 5000
    assert len(stratified(fmt, 100, 0)) < 200
    part = stratified(fmt, 1000, 7, low=10, high=10**17)
    assert part.min() >= 10 and part.max() <= 10**17
    assert accuracy("sigmoid", points=700, seed=1).seed == 1


def test_samples_are_dense_where_results_change_and_definitions_branch() -> None:
    fmt = find_format("float64")
    first = stratified(fmt, 200, 0)
    overflow = fmt.ordinal(709.7827128933841)
    with np.errstate(over="ignore"):
        assert edges(fmt, np.expm1, first) == [-1, 1, overflow]
    assert resolve("naive", "hard_tanh", 0)[2].breakpoints() == (-1, 1)
    assert resolve("naive", "sigmoid", 0)[2].breakpoints() == ()
    late = accuracy(lambda x: np.where(x < 1234.5, x, x + 1), "Piecewise((x, x < R(2469, 2)), (x, True))", points=600)
    assert late.worst_input == 1234.5
