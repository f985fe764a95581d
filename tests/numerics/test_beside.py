"""Values that are a rational number and hardly anything besides: told exactly, and left open where nothing tells."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
from flint import arb, fmpq

from symact.numerics.api import accuracy, resolve, thresholds
from symact.numerics.audit import audit_shard
from symact.numerics.beside import beside, line_beside
from symact.numerics.exact import exact_root, to_fraction
from symact.numerics.formats import find_format
from symact.numerics.implementations import Implementation
from symact.numerics.judge import judge, relative_error_exceeds, ulp_error_exceeds
from symact.numerics.models.store import model_of
from symact.numerics.oracle import Oracle
from symact.numerics.sums import Beside, Sum, Sums, rational
from symact.numerics.view import exact_view, view_beside

Array = Any


def of(reference: str, x: Fraction | int, derivative: int = 0) -> Beside | None:
    _, _, oracle = resolve(np.exp, reference, derivative)
    point = fmpq(*Fraction(x).as_integer_ratio())
    return beside(oracle._leaf(point).terms[-1], oracle.variable, point)


@pytest.mark.parametrize(
    ("reference", "x", "derivative", "value", "above", "reach"),
    [
        ("gelu", 4096, 0, 4096, -1, -12_102_000),  # -x·erfc(x/√2)/2, and e^(-x²/2) is 2^-12102203
        ("gelu", -4096, 0, 0, -1, -12_102_000),
        ("gelu", 4096, 1, 1, 1, -12_102_000),  # x·φ(x)
        ("silu", 4096, 0, 4096, -1, -5890),  # -x·e^-x
        ("silu", 4096, 1, 1, 1, -5890),
        ("softplus", 4096, 0, 4096, 1, -5900),  # e^-x
        ("mish", 4096, 0, 4096, -1, -11_800),  # -2x·e^(-2x)
        ("mish", 4096, 1, 1, 1, -11_800),
        ("gelu_tanh", 4096, 0, 4096, -1, -7_074_000_000),
        ("tanh_shrink", 4096, 0, 4095, 1, -11_800),
        ("elu", -4096, 0, -1, 1, -5900),
        ("(exp(x)-1)/x", -16384, 0, Fraction(1, 16384), -1, -23_640),
        ("x*erf(x/sqrt(2))/2", -5000, 0, 2500, -1, -18_033_000),
        ("exp(-exp(x))", -500, 0, 1, -1, -718),
        ("exp(-exp(x))", 500, 0, 0, 1, -(10**6)),
        ("(1 - exp(-x))**R(1,3)", 5000, 0, 1, -1, -7210),
        ("x + exp(-x)*sin(x)", 5001, 0, 5001, int(mpmath.sign(mpmath.sin(5001))), -7210),
    ],
)
def test_the_side_of_a_value_is_told(
    reference: str, x: int, derivative: int, value: Fraction | int, above: int, reach: int
) -> None:
    found = of(reference, x, derivative)
    assert found is not None and to_fraction(found.value) == value and found.above == above
    assert found.reach < reach


@pytest.mark.parametrize("x", [8, 11, 20, -9, -14])
@pytest.mark.parametrize(("reference", "order"), [("mish", 0), ("mish", 1), ("silu", 2), ("gelu", 1), ("tanh", 1)])
def test_nearer_by_the_side_is_that_of_mpmath(reference: str, order: int, x: int) -> None:
    functions: dict[str, Callable[[Any], Any]] = {
        "mish": lambda v: v * mpmath.tanh(mpmath.log1p(mpmath.exp(v))),
        "silu": lambda v: v / (1 + mpmath.exp(-v)),
        "gelu": lambda v: v * mpmath.ncdf(v),
        "tanh": mpmath.tanh,
    }
    found = of(reference, x, order)
    assert found is not None
    with mpmath.workdps(120):
        truth = mpmath.diff(functions[reference], x, order) if order else functions[reference](mpmath.mpf(x))
        rest = truth - mpmath.mpf(int(found.value.p)) / int(found.value.q)
        assert mpmath.sign(rest) == found.above and abs(rest) < mpmath.mpf(2) ** found.reach


@pytest.mark.parametrize(
    ("reference", "x", "value"),
    [
        ("x**R(1,3)", Fraction(27, 8), Fraction(3, 2)),
        ("x**R(2,3)", Fraction(1, 512), Fraction(1, 64)),
        ("x**R(-5,3)", 8, Fraction(1, 32)),
        ("sqrt(x)*sqrt(x)", Fraction(7, 3), Fraction(7, 3)),
        ("(sqrt(x) - 1)*(sqrt(x) + 1)", 12, 11),
        ("sqrt(x)/sqrt(2*x)*sqrt(2)", 5, 1),
        ("exp(x) - exp(1)*exp(x - 1)", Fraction(1, 2), 0),
        ("(exp(x) + 1)**2 - exp(2*x) - 2*exp(x)", 9, 1),
    ],
)
def test_what_cancels_does_so_exactly(reference: str, x: Fraction | int, value: Fraction | int) -> None:
    found = of(reference, x)
    assert found is not None and found.above == 0 and to_fraction(found.value) == value


@pytest.mark.parametrize(
    ("reference", "x"),
    [
        ("sin(x)**2 + cos(x)**2 - 1", 1),  # two atoms of which nothing is known but a ball
        ("x + exp(-x) - exp(-x + sin(1)**2 + cos(1)**2 - 1)", 3000),  # a difference of equal exponentials
        ("log(1 + exp(-x/9))", 3),  # nothing is small
        ("sin(exp(x))", 9),  # an argument that is not exact
    ],
)
def test_what_no_expansion_tells_is_left_open(reference: str, x: int) -> None:
    found = of(reference, x)
    assert found is None or (found.above != 0 and found.reach > -20)


def test_what_is_left_out_is_bounded() -> None:
    """1/(1 + 7e^-7 + 9e^-9 + …) with two powers of what is small: the terms kept and the bound enclose the quotient."""
    sums = Sums(2)
    parts = [Sum({((), sums.exponent([((), fmpq(-n))])): fmpq(n)}) for n in (7, 9, 11, 13, 17)]
    found = sums.inverse(sums.sum(rational(fmpq(1)), *parts))
    assert len(found.terms) <= 4 and found.tail is not None
    truth = 1 / (1 + sum(n * arb(-n).exp() for n in (7, 9, 11, 13, 17)))
    kept = sum(arb(q) * sums.value(key[1]).exp() for key, q in found.terms.items())
    assert abs(truth - kept) < sums.log(found.tail).exp() < 0.01


def test_roots_of_integers() -> None:
    assert [exact_root(n, 3) for n in (0, 1, 8, 9, 10**30)] == [0, 1, 2, None, 10**10]
    assert exact_root(7**50, 50) == 7 and exact_root(7**50 + 1, 50) is None


# ------------------------------------------------------------ views and judgements

B16, F16 = find_format("bfloat16"), find_format("float16")


@pytest.mark.parametrize("above", [1, -1])
@pytest.mark.parametrize("value", [Fraction(1), Fraction(4096), Fraction(0), Fraction(-3, 2), Fraction(1, 3)])
def test_a_view_is_strictly_on_the_side(value: Fraction, above: int) -> None:
    q = fmpq(*value.as_integer_ratio())
    view = view_beside(Beside(q, above, -9000), F16, 64)
    assert view is not None and view.strict and view.hi == view.lo + 1
    units = value * 2 ** (64 - F16.q)
    assert view.lo <= units <= view.hi and (units != (view.hi if above > 0 else view.lo))
    assert view.sign == (1 if value > 0 else -1 if value < 0 else above)
    assert view_beside(Beside(q, above, -30), F16, 64) is None  # too far for so many bits
    assert view_beside(Beside(q, 0, 0), F16, 64) == exact_view(q, F16, 64)


@pytest.mark.parametrize("above", [1, -1])
@pytest.mark.parametrize("y", [Fraction(3), Fraction(1), Fraction(2), Fraction(6), Fraction(-2), Fraction(5, 2)])
@pytest.mark.parametrize("value", [Fraction(2), Fraction(4), Fraction(0), Fraction(-2)])
def test_bounds_are_exceeded_or_not_as_a_number_near_by_says(value: Fraction, above: int, y: Fraction) -> None:
    view = view_beside(Beside(fmpq(*value.as_integer_ratio()), above, -4000), F16, 64)
    truth, result = value + above * Fraction(1, 1 << 4001), F16.ordinal(float(y))
    assert view is not None
    for bound in (Fraction(1, 2), Fraction(1, 4), Fraction(1), Fraction(1, 3), Fraction(1 << 10), Fraction(1 << 11)):
        assert relative_error_exceeds(F16, view, result, bound) is (abs(y - truth) > bound * abs(truth))
        assert ulp_error_exceeds(F16, view, result, bound) is (abs(y - truth) > bound * F16.ulp(truth))


def test_an_error_below_a_power_of_two_counts_in_the_ulp_below() -> None:
    _, _, oracle = resolve(np.exp, "gelu", 0)
    found = judge(oracle, F16, 4096.0, F16.ordinal(8192.0))  # the truth is 4096 - tiny, its ulp 2
    assert found.kind == "measured" and found.error == (2048 << 32, (2048 << 32) + 1) and found.correct is False
    assert judge(oracle, F16, 4096.0, F16.ordinal(4096.0)).correct
    _, _, above = resolve(np.exp, "softplus", 0)
    assert judge(above, F16, 4096.0, F16.ordinal(8192.0)).error == ((1024 << 32) - 1, 1024 << 32)


def test_what_nothing_tells_stays_undecided() -> None:
    _, _, oracle = resolve(np.exp, "x*(sin(x)**2 + cos(x)**2)", 0)
    assert judge(oracle, F16, 4096.0, F16.ordinal(8192.0)).kind == "undecided"


# ------------------------------------------------------------ audits

FORMATS = ("float16", "bfloat16", "float8_e5m2")


def in_doubles(f: Callable[[Array], Array]) -> Callable[[Array], Array]:
    def g(x: Array) -> Array:
        with np.errstate(over="ignore"):
            return f(x.astype(np.float64)).astype(x.dtype)

    return g


def steep(x: Array) -> Array:
    return 1.5 * np.maximum(x, 0)


def error_of(x: float, y: float, truth: Fraction, above: int, dtype: str) -> Fraction:
    """The error in ulp of a result, where the exact value is `truth` and a little more, or less."""
    fmt = find_format(dtype)
    near = truth + above * Fraction(1, 1 << 3000)
    return abs(Fraction(y) - near) / fmt.ulp(near)


@pytest.mark.parametrize("dtype", FORMATS)
@pytest.mark.parametrize(("name", "above"), [("gelu", -1), ("silu", -1), ("mish", -1), ("softplus", 1)])
def test_wrong_slopes_are_measured_everywhere(name: str, above: int, dtype: str) -> None:
    """Far out the exact value is x and hardly anything besides, and the result is 3x/2."""
    audit = accuracy(in_doubles(steep), name, dtype, behaviour=False, range=(4096.0, 65504.0))
    fmt = find_format(dtype)
    values = [fmt.value(o) for o in range(fmt.ordinal(4096.0), fmt.largest + 1)]
    values = [v for v in values if v <= 65504]
    results = [float(in_doubles(steep)(np.asarray([v], dtype=fmt.carrier))[0]) for v in values]
    results = [fmt.round(Fraction(y)) if math.isfinite(y) else y for y in results]
    errors = [
        error_of(v, y, Fraction(v), above, dtype) for v, y in zip(values, results, strict=True) if math.isfinite(y)
    ]
    assert audit.undecided == audit.undecided_rounding == 0 and audit.points == len(values)
    assert audit.measured == len(errors)
    assert audit.max_ulp is not None and abs(max(errors) - audit.max_ulp[1]) < max(errors) / 2**20
    bins = [Fraction(1, 2), Fraction(1), Fraction(2), Fraction(3)]
    below = [sum(e <= top for e in errors) for top in bins]
    assert list(audit.histogram.values()) == [b - a for a, b in zip([0, *below], [*below, len(errors)], strict=True)]


def test_one_wrong_result_beside_a_power_of_two_is_found() -> None:
    """Far out x rounds correctly; 8192 is off by 4096 + tiny, which is 256 ulp of what lies below 4096."""
    audit = accuracy(
        lambda x: np.where(x == 4096, 8192, x).astype(x.dtype), "gelu", "bfloat16", behaviour=False, range=(99.0, 1e38)
    )
    assert audit.max_ulp is not None and audit.max_ulp[0] == 256 > audit.max_ulp[1] - Fraction(1, 1 << 20)
    assert audit.worst_input == 4096.0
    assert audit.correctly_rounded == audit.points - 1 and audit.undecided == 0


@pytest.mark.parametrize("name", ["gelu", "x*(1 + erf(x/sqrt(2)))/2"])
def test_what_is_far_below_all_numbers_has_a_sign(name: str) -> None:
    audit = accuracy(np.ones_like, name, "bfloat16", behaviour=False, range=(-3e38, -1e38))
    assert audit.undecided == 0 and audit.wrong_sign == audit.points == audit.measured > 100
    assert audit.max_ulp is not None and audit.max_ulp[0] == 2**133
    zero = accuracy(np.zeros_like, name, "bfloat16", behaviour=False, range=(-3e38, -1e38))
    assert zero.correctly_rounded == zero.points and zero.wrong_sign == zero.false_zero == 0


@pytest.mark.parametrize(
    ("name", "derivative", "far", "label"),
    [("gelu", 1, 100, "<=1"), ("mish", 1, 100, "<=1"), ("silu", 1, 300, "<=1"), ("sigmoid", 0, 100, "<=3")],
)
def test_cells_know_on_which_side_of_a_line_they_are(
    name: str, derivative: int, far: float, label: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """1 + 2^-10 is one ulp, and hardly anything less, from 1 + tiny; and two, and more, from 1 - tiny."""
    _, _, oracle = resolve(np.exp, name, derivative)
    model = model_of(oracle.term, oracle.variable, derivative, F16).model
    monkeypatch.setattr(Oracle, "decide", lambda *a: pytest.fail("the oracle was asked"))
    subject = Implementation("f", lambda x: np.full_like(x, 1 + 2.0**-10))
    audit = audit_shard(
        subject, oracle, F16, range(F16.ordinal(far), F16.largest + 1), activation="f", exhaustive=True, model=model
    )
    assert audit.histogram[label] == audit.measured == audit.points > 5000


@pytest.mark.parametrize("name", ["gelu", "softplus", "mish", "x - 1 + exp(-x)/x"])
def test_an_expansion_on_a_cell_is_that_of_its_points(name: str) -> None:
    _, _, oracle = resolve(np.exp, name, 0)
    term = oracle._leaf(fmpq(64)).terms[-1]
    for middle, radius in ((96, 32), (-96, 32), (5000, 904)):
        found = line_beside(term, oracle.variable, arb(middle, radius))
        assert found is not None
        for x in (middle - radius, middle + radius // 3, middle + radius):
            at = beside(term, oracle.variable, fmpq(x))
            assert at is not None and at.value == found[0] * x + found[1].value
            assert at.above == found[1].above and at.reach <= found[1].reach
    assert line_beside(term, oracle.variable, arb(0, 1)) is None


def test_a_histogram_counts_on_the_right_side_of_its_limits() -> None:
    def f(x: Array) -> Array:
        return np.float32(1.3) * (np.log1p(np.exp(-np.abs(x))) + np.maximum(x, 0))

    audit = accuracy(f, "softplus", "float8_e5m2", behaviour=False)
    assert audit.undecided == 0 and sum(audit.histogram.values()) == 246
    assert [audit.histogram[k] for k in ("<=1", "<=2", "<=3", ">3")] == [31, 140, 26, 0]


@pytest.mark.parametrize("text", ["x**R(1,3)", "sqrt(x)*sqrt(x)", "(exp(x) - 1)/x"])
def test_texts_that_are_powers_of_two_here_and_there_are_decided(text: str) -> None:
    found = accuracy(np.zeros_like, text, "float8_e5m2", behaviour=False)
    assert found.undecided == found.undecided_rounding == 0 and found.measured > 100


@pytest.mark.parametrize("derivative", [0, 1])
def test_thresholds_are_told_where_an_error_is_a_bound_but_for_hardly_anything(derivative: int) -> None:
    """Far out 3x/2 is off by more than half of gelu(x) = x - tiny, and 3/2 by less than half of gelu'(x) = 1 + tiny."""

    def f(x: Array) -> Array:
        return (steep(x) if not derivative else np.where(x > 0, 1.5, 0.0)).astype(x.dtype)

    found = thresholds("gelu", f, "float8_e5m2", derivative, kinds=("all",))
    assert not any(t.kind == "undecided" for t in found)
    right = [t for t in found if t.sign == "+"]
    if derivative:
        assert right[-1].last < 8
    else:
        assert right[-1].last == 57344 or right[-1].last > 30000
