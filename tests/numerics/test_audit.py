"""Audits against a brute force by mpmath that shares nothing with them, and what must never be dropped."""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symact.numerics import Audit, Format, UsageError, accuracy, find_format, merge
from symact.numerics.api import _sample, resolve
from symact.numerics.audit import audit_shard
from symact.numerics.judge import KINDS, judge
from symact.numerics.tally import LABELS, bounds_in_ulp

mp = mpmath.MPContext()
Real = Callable[[object], object]
TRUTHS: dict[str, Real] = {
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "silu": lambda x: x / (1 + mp.exp(-x)),
    "tanh": mp.tanh,
    "gelu": lambda x: x * mp.erfc(-x / mp.sqrt(2)) / 2,
    "sigmoid'": lambda x: mp.exp(-x) / (1 + mp.exp(-x)) ** 2,
}


def brute(truth: Real, inputs: np.ndarray, outputs: np.ndarray, fmt: Format) -> dict[str, float]:
    """Counts and the largest error, from the definitions and mpmath alone."""
    mp.prec = 2 * (fmt.p - fmt.emin) + 60  # x/2 + x²/4 lies that close to a tie for the smallest x
    found = {"measured": 0, "nonfinite": 0, "missing_overflow": 0, "false_zero": 0, "wrong_sign": 0, "max": mp.mpf(0)}
    overflow = mp.mpf(2) ** fmt.emax * (2 - mp.mpf(2) ** -fmt.p)
    for x, y in zip(inputs.tolist(), outputs.tolist(), strict=True):
        t = truth(mp.mpf(x))
        if abs(t) >= overflow:
            kind = (
                "missing_overflow"
                if math.isfinite(y)
                else "measured"
                if y == math.copysign(math.inf, t)
                else "nonfinite"
            )
            found[kind] += 1
        elif not math.isfinite(y):
            found["nonfinite"] += 1
        else:
            found["measured"] += 1
            found["false_zero"] += y == 0 and abs(t) > mp.mpf(2) ** (fmt.emin - fmt.p)
            found["wrong_sign"] += y != 0 and t != 0 and (y > 0) != (t > 0)
            binade = max(mp.frexp(t)[1] - 1, fmt.emin) if t else fmt.emin
            found["max"] = max(found["max"], abs(mp.mpf(y) - t) / mp.mpf(2) ** (binade - fmt.p + 1))
    return found


def compare(audit: Audit, truth: Real, inputs: np.ndarray) -> None:
    fmt = find_format(audit.dtype)
    derivative = audit.derivative
    subject, _, _ = resolve(audit.implementation, audit.activation, derivative)
    expected = brute(truth, inputs, subject.run(inputs, fmt), fmt)
    largest = expected.pop("max")
    assert {name: getattr(audit, name) for name in expected} == expected
    assert audit.max_ulp is not None
    low, high = (mp.mpf(b.numerator) / b.denominator for b in audit.max_ulp)
    assert low <= largest <= high and high - low < mp.mpf(10) ** -5 * max(1, high)
    assert audit.undecided == audit.undecided_rounding == audit.undefined == 0


@pytest.mark.parametrize(
    ("name", "impl", "dtype"),
    [
        ("sigmoid", "sigmoid/naive", "float8_e4m3fn"), ("sigmoid", "stable", "float8_e5m2"),
        ("tanh", "tanh/exp", "float8_e5m2"), ("gelu", "naive", "float8_e4m3fn"),
        ("sigmoid", "sigmoid_grad/quotient", "float8_e5m2"),
    ],
)  # fmt: skip
def test_float8_audits_agree_with_brute_force(name: str, impl: str, dtype: str) -> None:
    audit = accuracy(impl, name, dtype)
    fmt = find_format(dtype)
    assert audit.exhaustive and audit.points == 2 * (fmt.largest + 1)
    compare(audit, TRUTHS[name + "'" * audit.derivative], fmt.values(np.asarray(fmt.all_ordinals())))


SAMPLED = [
    (impl, dtype)
    for impl in ("sigmoid/masked", "silu/naive", "tanh/sigmoid", "gelu/stable", "sigmoid_grad/symmetric")
    for dtype in ("float16", "bfloat16", "float32", "float64")
    if (impl, dtype) != ("gelu/stable", "float64")  # a quarter of a minute in mpmath
]


@pytest.mark.parametrize(("impl", "dtype"), SAMPLED)
def test_sampled_audits_agree_with_brute_force(impl: str, dtype: str) -> None:
    fmt, reach = find_format(dtype), 80.0  # mpmath's erfc fails far out
    audit = accuracy(impl, dtype=dtype, points=400, range=(-reach, reach))
    subject, _, oracle = resolve(impl, None, None)
    inputs = fmt.values(_sample(subject, oracle, fmt, 400, 0, 0, fmt.ordinal(-reach), fmt.ordinal(reach), None)[0][:])
    assert len(inputs) == audit.points and not audit.exhaustive
    compare(audit, TRUTHS[audit.activation + "'" * audit.derivative], inputs)


@pytest.mark.slow
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
@pytest.mark.parametrize("impl", ["sigmoid/naive", "sigmoid_grad/product", "tanh/exp", "gelu/naive", "silu/stable"])
def test_16_bit_audits_agree_with_brute_force_on_every_input(impl: str, dtype: str) -> None:
    audit, fmt = accuracy(impl, dtype=dtype), find_format(dtype)
    assert audit.exhaustive
    compare(audit, TRUTHS[audit.activation + "'" * audit.derivative], fmt.values(np.asarray(fmt.all_ordinals())))


def spoiled(x: np.ndarray) -> np.ndarray:
    """Right but for one input out of 65,280."""
    y = (1 / (1 + np.exp(-x.astype(np.float64)))).astype(np.float32)
    return np.where(x == np.float32(1.234375), np.float32(0.75), y)


def test_one_wrong_input_out_of_all_is_caught() -> None:
    audit = accuracy(spoiled, "sigmoid", "bfloat16")
    assert audit.worst_input == 1.234375 and audit.worst_output == 0.75
    assert audit.max_ulp is not None and audit.max_ulp[0] > 6
    assert audit.correctly_rounded == audit.points - 1


def test_a_wrong_sign_and_a_wrong_constant_are_caught() -> None:
    audit = accuracy(lambda x: -np.tanh(x), "tanh", "float8_e4m3fn")
    assert audit.wrong_sign == audit.points - 2 and audit.first["wrong_sign"]["+"] == 2.0**-9
    almost = accuracy(lambda x: 0.01001 * x, "x/100", "float32", points=500)
    assert almost.max_ulp is not None and almost.max_ulp[0] > 1000


def test_known_facts_about_the_textbook_sigmoid() -> None:
    audit = accuracy("sigmoid/naive", points=3000)
    assert audit.worst_input == -709.7827128933841 and audit.worst_output == 0.0
    assert audit.first["false_zero"] == {"+": None, "-": -709.7827128933841}
    assert audit.exact == "5.562684646267503151e-309"
    quotient = accuracy("sigmoid_grad/quotient", points=3000)
    assert quotient.first["nan"]["-"] == -709.7827128933841
    looped = accuracy("sigmoid/math", points=3000)
    assert looped.nonfinite > 0 and looped.first["nan"]["-"] == -709.7827128933841


def test_inputs_without_truth_and_overflows_are_counted() -> None:
    small = "float8_e5m2"
    step = accuracy("relu_grad/step", dtype=small)
    assert (step.undefined, step.measured, step.derivative) == (2, step.points - 2, 1)
    doubled = accuracy(lambda x: np.minimum(x * 2, 57344), "2*x", small)
    assert doubled.missing_overflow > 0 and doubled.first["missing_overflow"]["+"] == 32768.0
    right = accuracy(lambda x: x * 2, "2*x", small)
    assert right.measured == right.correctly_rounded == right.points
    infinite = accuracy(np.exp, "softplus", small)
    assert infinite.first["inf"] == {"+": 12.0, "-": None} and infinite.nonfinite > 0


@pytest.mark.parametrize("dtype", ["float8_e4m3fn", "float8_e5m2"])
def test_shards_merge_to_the_whole_in_any_grouping(dtype: str) -> None:
    fmt = find_format(dtype)
    subject, name, oracle = resolve("tanh/exp", None, None)
    whole = audit_shard(subject, oracle, fmt, fmt.all_ordinals(), activation=name, exhaustive=True)

    @settings(max_examples=20)
    @given(st.lists(st.integers(-1 - fmt.largest, fmt.largest), min_size=2, max_size=2, unique=True).map(sorted))
    def check(cuts: list[int]) -> None:
        ends = [-1 - fmt.largest, *cuts, fmt.largest + 1]
        a, b, c = (
            audit_shard(subject, oracle, fmt, range(i, j), activation=name, exhaustive=True) for i, j in pairwise(ends)
        )
        for merged in (merge(merge(a, b), c), merge(a, merge(b, c)), merge(c, merge(b, a))):
            assert replace(merged, seconds=0.0) == replace(whole, seconds=0.0)

    check()


def test_no_error_is_above_the_last_bin_that_counts_one() -> None:
    error = 1 << 31, (1 << 31) + 4  # 1/2 and hardly more
    counts = dict.fromkeys(LABELS, 0)
    assert bounds_in_ulp(error, counts | {"<=1/2": 3}) == (Fraction(1, 2), Fraction(1, 2))
    wide = Fraction(1, 2), Fraction(1, 2) + Fraction(1, 2**30)
    assert bounds_in_ulp(error, counts | {"<=1/2": 3, "<=1": 1}) == wide
    assert bounds_in_ulp(error, counts | {"<=1/2": 3, ">3": 1}) == wide


def test_shards_of_different_audits_do_not_merge() -> None:
    a, b = accuracy("sigmoid", dtype="float8_e5m2"), accuracy("sigmoid", dtype="float8_e4m3fn")
    with pytest.raises(ValueError, match="different audits: computed_in"):
        merge(a, b)


def test_a_record_that_loses_inputs_cannot_be_made() -> None:
    audit = accuracy("sigmoid", dtype="float8_e5m2")
    with pytest.raises(ValueError, match="do not add up to 249 points"):
        replace(audit, points=249)
    with pytest.raises(ValueError, match="histogram"):
        replace(audit, histogram={})


def test_the_record_as_json() -> None:
    audit = accuracy("tanh/exp", points=500)
    record = json.loads(json.dumps(audit.to_json()))
    assert sum(record[kind] for kind in KINDS) == record["points"]
    low, high = record["max_ulp"]
    assert float.fromhex(low["hex"]) <= float.fromhex(high["hex"])
    assert float.fromhex(record["worst_input"]["hex"]) == float(record["worst_input"]["decimal"])
    wanted = (
        "activation derivative implementation versions dtype points exhaustive measured nonfinite missing_overflow "
        "undefined undecided undecided_rounding max_ulp max_ulp_normal worst_input worst_output exact false_zero "
        "false_zero_normal wrong_sign correctly_rounded histogram first seconds points_per_second seed"
    )
    assert set(wanted.split()) <= set(record)


def test_an_error_beyond_the_floats_is_still_recorded() -> None:
    audit = accuracy(lambda x: np.full_like(x, 1e300), "0*x", points=300)
    assert audit.max_ulp is not None and audit.max_ulp[0] > Fraction(10) ** 600
    assert audit.to_json()["max_ulp"][1] == {"hex": "inf", "decimal": "1e624"}


def test_a_range_is_respected_to_the_float() -> None:
    audit = accuracy("sigmoid/naive", dtype="float16", range=(-0.1, 0.1))
    fmt = find_format("float16")
    assert audit.points == 2 * (fmt.ordinal(float(np.float16(0.1))) + 1)
    with pytest.raises(UsageError, match="is empty"):
        accuracy("sigmoid", range=(1.0, 0.0))


def test_a_judgement_is_undecided_rather_than_guessed() -> None:
    _, _, oracle = resolve(np.exp, "sin(x)**2 + cos(x)**2", None)
    fmt = find_format("float16")
    assert judge(oracle, fmt, 0.5, fmt.ordinal(0.5)).kind == "undecided"  # is it 1 or a little less?


def test_a_tie_but_for_what_no_digits_show_is_decided_even_for_few_inputs() -> None:
    """x - tanh(x) is x - 1 + 2e^(-2x) + …: from 2^24 on that lies just above the middle of two numbers of float32."""
    ends = (2.0**24, 2.0**24 + 400)
    audit = accuracy(
        lambda x: x - np.float32(1), "tanh_shrink", "float32", exhaustive=True, range=ends, behaviour=False
    )
    x = np.arange(2**24, 2**24 + 401, 2)
    to_even = int(np.count_nonzero((x - np.float32(1)).astype(np.float32)[1:] == x[1:]))
    assert audit.undecided_rounding == 0 and audit.correctly_rounded == 1 + to_even  # 2^24 - 1 is a number


@pytest.mark.parametrize(("off", "label"), [(1, "<=1"), (-1, "<=2"), (0, "<=1/2")])
def test_the_side_of_a_bin_is_told_where_no_digits_show_it(off: int, label: str) -> None:
    """From 2^23 on tanh_shrink is x - 1 + tiny, so that x is off by 1 - tiny ulp, and x - 2 by 1 + tiny."""
    x = np.arange(2**23 + 1, 2**23 + 21)
    audit = accuracy(
        lambda x: x - np.float32(1) + np.float32(off), "tanh_shrink", "float32", exhaustive=True,
        range=(float(x[0]), float(x[-1])), behaviour=False,
    )  # fmt: skip
    assert {k: n for k, n in audit.histogram.items() if n} == {label: len(x)}


def test_an_error_at_a_value_of_which_no_digits_are_known_is_told_without_it() -> None:
    audit = accuracy(lambda x: x, "mish", "bfloat16", range=(-3.3e38, -1e38), behaviour=False)
    assert audit.exact is None and audit.points > 50 and audit.measured + audit.undecided == audit.points
    near = accuracy(lambda x: x, "mish", "bfloat16", range=(-30.0, -20.0), behaviour=False)
    assert near.exact is not None and near.undecided == 0


def test_what_cannot_be_audited_is_refused_with_the_way_out() -> None:
    for arguments, message in (
        (("sigmod",), "unknown activation or implementation 'sigmod'"),
        (("naive", "sigmod"), "unknown activation 'sigmod'; `symact list`"),
        (
            ("sigmoid/masqued", "sigmoid"),
            "unknown implementation 'sigmoid/masqued' of sigmoid, did you mean 'sigmoid/masked'.*: use one of naive, ",
        ),
        (("sigmoid", None, "float7"), "unknown format 'float7'"),
        (
            ("sigmoid_grad/product", "sigmoid", "float16", 0),
            "implements derivative 1 of sigmoid, not derivative 0 of sigmoid",
        ),
        (("naive", "softmax"), "softmax"),
        ((np.exp,), "exp stands for no known function: give a reference"),
    ):
        with pytest.raises(UsageError, match=message):
            accuracy(*arguments)
    with pytest.raises(UsageError, match="float64 has too many numbers"):
        accuracy("sigmoid", exhaustive=True)
    with pytest.raises(UsageError, match="the seed is -1"):
        accuracy("naive", "sigmoid", "float16", seed=-1)
    with pytest.raises(UsageError, match="at least one point is needed, not 0"):
        accuracy("sigmoid", points=0)
    with pytest.raises(UsageError, match="returned shape"):
        accuracy(lambda x: x[:1], "x", "float16")
    with pytest.raises(UsageError, match="raised ValueError"):
        accuracy(lambda x: x.reshape(3, 5), "x", "float16")


def test_an_error_of_more_ulp_than_doubles_resolve_is_enclosed():
    """The sweep knows it to 53 bits only; automatic differentiation of softsign is wrong by 10^21 ulp."""
    a = accuracy(lambda x: np.abs(x) * 0 + np.float32(1e-20), "softsign", "bfloat16", 1)
    low, high = a.max_ulp
    assert 10**20 < low <= high < low * (1 + 2.0**-30)
