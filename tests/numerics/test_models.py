"""Taylor models enclose the truth, and judge as the oracle does."""

import dataclasses
import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from flint import arb, ctx

from symact.activations import catalogue
from symact.kernel.errors import Undefined
from symact.numerics import find_format
from symact.numerics.audit import audit_shard
from symact.numerics.errors import UndecidedPoint, UsageError
from symact.numerics.formats import Array, Format
from symact.numerics.implementations import Implementation
from symact.numerics.models import evaluate as evaluation
from symact.numerics.models import store
from symact.numerics.models.cells import ARRAYS, BEYOND, HARD, UNDEFINED, VALUE, Model
from symact.numerics.models.evaluate import evaluate
from symact.numerics.models.fit import taylor
from symact.numerics.models.polynomials import Linear, linear, polynomial
from symact.numerics.models.wide import point
from symact.numerics.oracle import Oracle
from symact.numerics.tape import compile_tape
from tests.numerics.subjects import COUNTED, X, model, rounded_badly, term

# Smooth, with a branch, with a domain, overflowing, oscillating, with roots away from 0, faint in both tails.
FUNCTIONS = (
    "sigmoid(x)", "gelu(x)", "mish(x)", "softplus(x)", "elu(x)", "hard_swish(x)", "logit(x)", "x*exp(-x**2)",
    "exp(x)", "x/sqrt(1 + x**2)", "x**3 - x", "sqrt(x)", "1/x", "snake(x)", "log(1 + x**2)", "tanh_shrink(x)",
    "hard_sigmoid(x)",
)  # fmt: skip


def magnitudes(fmt: Format, count: int, seed: int = 3) -> Array:
    rng = np.random.default_rng(seed)
    near = fmt.ordinals(fmt.round_array(np.abs(rng.normal(0, 6, count)).astype(fmt.carrier)))
    return np.unique(np.concatenate([rng.integers(1, fmt.largest + 1, count), near]))


def violations(found: Model, text: str, derivative: int, count: int) -> list[float]:
    """Inputs at which the oracle's enclosure does not meet what the model says."""
    fmt, oracle, bad = find_format(found.dtype), Oracle(term(text), derivative=derivative), []
    for negative in (False, True):
        side, m = found.side(negative), magnitudes(fmt, count)
        cells = side.locate(m)
        for kind in (VALUE, UNDEFINED, BEYOND):
            at = np.flatnonzero(side.kind[cells] == kind)
            if not len(at):
                continue
            values = evaluate(side, cells[at], m[at]) if kind == VALUE else None
            for i, magnitude in enumerate(m[at].tolist()):
                x = fmt.value(-1 - magnitude if negative else magnitude)
                try:
                    truth = oracle.enclose(x, 120)
                except UndecidedPoint:
                    continue
                except Undefined:
                    bad += [x] if kind != UNDEFINED else []
                    continue
                if kind == UNDEFINED:
                    bad.append(x)
                elif kind == BEYOND:
                    sign = side.error[cells[at[i]]]
                    bad += [x] if truth.sign != sign or Fraction(sign) * truth.lo < fmt.overflow else []
                elif values is not None:
                    low = 0.0 if values.low is None else float(values.low[i])
                    scale = Fraction(2) ** int(np.broadcast_to(values.scale, at.shape)[i])
                    middle = (Fraction(float(values.high[i])) + Fraction(low)) * scale
                    error = Fraction(float(np.broadcast_to(values.error, at.shape)[i])) * scale
                    inside = middle - error <= truth.hi and truth.lo <= middle + error
                    bad += [] if inside else [x]
    return bad


@pytest.mark.parametrize(("text", "derivative"), [(text, k % 2) for k, text in enumerate(FUNCTIONS)])
def test_a_model_encloses_the_truth(text: str, derivative: int) -> None:
    found = model(text, "float32", derivative)
    assert found.counts["value"] > 100
    assert violations(found, text, derivative, 30) == []


@pytest.mark.parametrize("text", ["sigmoid(x)", "x**3 - x"])
def test_a_model_of_binary64_encloses_the_truth(text: str) -> None:
    assert violations(model(text, "float64"), text, 0, 40) == []


LONG = [("x/sqrt(1 + x**2)", 1)]  # its model of binary64 takes two minutes
CASES_OF_64_BITS = [(text, order) for text in FUNCTIONS for order in (0, 1) if (text, order) not in LONG]


@pytest.mark.slow
@pytest.mark.parametrize(("text", "derivative"), CASES_OF_64_BITS)
def test_models_of_binary64_enclose_the_truth_at_many_points(text: str, derivative: int) -> None:
    assert violations(model(text, "float64", derivative), text, derivative, 40) == []


ONE_VARIABLE = [name for name, entry in catalogue().items() if not entry.of_vector and len(entry.variables) == 1]


@pytest.mark.parametrize("name", ONE_VARIABLE)
def test_models_of_the_catalogue_enclose_the_truth(name: str) -> None:
    assert violations(model(f"{name}(x)", "float16"), f"{name}(x)", 0, 25) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ONE_VARIABLE)
def test_models_of_derivatives_in_the_catalogue_enclose_the_truth(name: str) -> None:
    assert violations(model(f"{name}(x)", "bfloat16", 1), f"{name}(x)", 1, 60) == []


@pytest.mark.parametrize(
    ("text", "slope", "shift"),
    [("R(1, 6)*x + 1/2", "1/6", "1/2"), ("x*3*2 - 1", "6", "-1"), ("2*(3*x)*5", "30", "0"), ("2*3 + 0*x", "0", "6")],
)
def test_linear_terms_are_read(text: str, slope: str, shift: str) -> None:
    assert linear(term(text), X) == Linear(Fraction(slope), Fraction(shift))


def test_what_is_not_linear_is_not_read_so() -> None:
    for text in ("x*x", "(x + 1)*(x - 1)", "exp(x)", "1/x"):
        assert linear(term(text), X) is None


def test_polynomials_are_read() -> None:
    for text, want in (
        ("x*(x + 3)/6", [0, "1/2", "1/6"]), ("(x - 1)**3", [-1, 3, -3, 1]), ("x**2 - x*x", []), ("2*x**0", None),
        ("x**9", None), ("1/x", None), ("x/(1 - 1)", None), ("0*log(x)", None), ("x**x", None), ("sqrt(x)", None),
    ):  # fmt: skip
        assert polynomial(term(text), X) == (None if want is None else tuple(map(Fraction, want))), text


@pytest.mark.parametrize("dtype, exponent", [("float16", 24), ("float8_e5m2", 16), ("float32", 149)])
def test_a_kink_at_the_smallest_number_has_no_derivative(dtype: str, exponent: int) -> None:
    """It is the only number of its cell, so that nothing beside it was looked at."""
    for sign in (1, -1):
        point = Fraction(sign, 2**exponent)
        found = model(f"Piecewise((x, x <= {point}), (2*x - {point}, True))", dtype, 1)
        kinds = [side.kind[side.locate(np.asarray([1, 2]))].tolist() for side in (found.positive, found.negative)]
        assert kinds[sign < 0] == [HARD, VALUE] and kinds[sign > 0] == [VALUE, VALUE]


def test_a_root_beside_a_square_needs_few_cells() -> None:
    assert model("squareplus(x)", "float32").counts["value"] < 3000


def test_where_a_series_does_not_exist_it_has_no_coefficients() -> None:
    tape, before = compile_tape(term("1/sqrt(x)"), X), ctx.cap
    ctx.cap = 6
    try:
        nowhere = tape.wide(point(arb(1, 2), arb(2))).series()  # a ball that holds 0
        somewhere = tape.wide(point(arb(1), arb(0.5))).series()
        assert not any(nowhere[k].is_finite() for k in range(6))
        assert taylor(somewhere, nowhere, arb(0.5), 0, 3) is None
        assert taylor(somewhere, somewhere, arb(0.5), 0, 3) is not None
    finally:
        ctx.cap = before


def test_a_coefficient_that_is_wrong_in_the_last_place_is_seen() -> None:
    found = model("sigmoid(x)", "float32")
    coefficients = np.asarray(found.positive.coefficients).copy()
    coefficients[0] *= 1 + 2.0**-44
    worse = dataclasses.replace(found, positive=dataclasses.replace(found.positive, coefficients=coefficients))
    assert violations(worse, "sigmoid(x)", 0, 120)


def test_cells_follow_each_other_without_gaps() -> None:
    for dtype in ("float16", "float8_e4m3fn", "bfloat16"):
        found, fmt = model("gelu(x)", dtype), find_format(dtype)
        for side in (found.positive, found.negative):
            assert side.first[0] == 0
            assert (side.first[1:] == np.concatenate([[1], (side.first + 2 * side.half)[1:-1]])).all()
            assert side.first[-1] + 2 * side.half[-1] > fmt.largest


def hard(found: Model) -> int:
    return int(sum(side.half[side.kind == HARD].sum() * 2 for side in (found.positive, found.negative)))


# Smooth; 1/(1 + |x|)² from x/(1 + |x|); a root that cancels; 0; derivatives that overflow; a tail of 2^-1000.
@pytest.mark.parametrize(
    ("text", "derivative", "dtype"),
    [
        *((name, k, "float32") for name in ("sigmoid(x)", "gelu(x)", "softsign(x)") for k in (0, 1)),
        ("squareplus(x)", 0, "float32"), ("relu(x)", 0, "float64"), ("hard_tanh(x)", 1, "float64"),
        ("squareplus(x)", 1, "float32"), *(pytest.param(*slow, "float64", marks=pytest.mark.slow)
        for slow in (("gelu_tanh(x)", 0), ("logit(x)", 1), ("squareplus(x)", 0), ("log1mexp(x)", 1))),
    ],
)  # fmt: skip
def test_few_floats_are_left_to_the_oracle(text: str, derivative: int, dtype: str) -> None:
    found = model(text, dtype, derivative)
    assert 0 < hard(found) < 70
    assert violations(found, text, derivative, 40) == []


# ------------------------------------------------------------ judging


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float8_e5m2", "float8_e4m3fn"])
@pytest.mark.parametrize("text", ["silu(x)", "exp(x)", "logit(x)", "x**3 - x"])
def test_a_model_judges_as_the_oracle_does(text: str, dtype: str) -> None:
    fmt, oracle = find_format(dtype), Oracle(term(text))
    subject = Implementation("badly", rounded_badly)
    ordinals = np.arange(-1 - fmt.largest, fmt.largest + 1)[:: 1 if fmt.bits == 8 else 7]
    fast, slow = (
        audit_shard(subject, oracle, fmt, ordinals, activation="f", exhaustive=False, model=m)
        for m in (model(text, dtype), None)
    )
    for name in COUNTED:
        assert getattr(fast, name) == getattr(slow, name), name
    for a, b in ((fast.worst, slow.worst), (fast.worst_normal, slow.worst_normal)):
        assert a is not None and b is not None
        assert a.ordinal == b.ordinal and a.output == b.output
        assert a.error[0] <= b.error[1] and b.error[0] <= a.error[1]


def test_half_way_cases_by_the_thousand_are_settled_without_the_oracle(monkeypatch: pytest.MonkeyPatch) -> None:
    fmt, text = find_format("float32"), "silu(x)"
    oracle, found = Oracle(term(text)), model(text, "float32")
    half = Implementation("half", lambda x: x / 2)  # correct for odd negative multiples of a quantum, or not
    ordinals = np.concatenate([np.arange(-40_000, -20_000), np.arange(20_000, 40_000)])
    fast = audit_shard(half, oracle, fmt, ordinals, activation="f", exhaustive=False, model=found)
    slow = audit_shard(half, oracle, fmt, ordinals[::400], activation="f", exhaustive=False)
    few = audit_shard(half, oracle, fmt, ordinals[::400], activation="f", exhaustive=False, model=found)
    assert few.correctly_rounded == slow.correctly_rounded and few.histogram == slow.histogram
    monkeypatch.setattr(Oracle, "decide", lambda *a: pytest.fail("the oracle was asked"))
    again = audit_shard(half, oracle, fmt, ordinals, activation="f", exhaustive=False, model=found)
    assert again.correctly_rounded == fast.correctly_rounded and 0 < fast.correctly_rounded < len(ordinals)


def test_one_wrong_result_among_many_is_found() -> None:
    fmt, oracle, found = find_format("float32"), Oracle(term("relu(x)")), model("relu(x)", "float32")
    bad = int(fmt.ordinal(1.5)) + 54_321

    def nearly(x: Array) -> Array:
        y = np.maximum(x, 0)
        y[fmt.ordinals(x) == bad] *= np.float32(1 + 2.0**-23)
        return y

    ordinals = range(fmt.ordinal(1.5), fmt.ordinal(1.5) + 100_000)
    audit = audit_shard(
        Implementation("nearly", nearly), oracle, fmt, ordinals, activation="f", exhaustive=True, model=found
    )
    assert audit.correctly_rounded == len(ordinals) - 1
    assert audit.worst is not None and audit.worst.ordinal == bad


def test_another_rounding_mode_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluation.environment()
    monkeypatch.setattr(np, "float64", lambda x: math.nextafter(x, 2))
    with pytest.raises(UsageError, match="some_library has changed the mode of floating point"):
        evaluation.environment("some_library")


# ------------------------------------------------------------ on disk


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SYMACT_CACHE", str(tmp_path / "models"))
    return tmp_path / "models"


def test_a_model_comes_back_from_disk_as_it_was(cache: Path) -> None:
    fmt = find_format("float16")
    first, second = (store.model_of(term("gelu(x)"), X, 1, fmt) for _ in range(2))
    assert (first.origin, second.origin) == ("built", "cache")
    for side in (False, True):
        for name in ARRAYS:
            a, b = (getattr(k.model.side(side), name) for k in (first, second))
            assert a.tobytes() == b.tobytes() and a.shape == b.shape


def test_a_damaged_file_is_built_anew(cache: Path) -> None:
    fmt = find_format("float16")
    store.model_of(term("tanh(x)"), X, 0, fmt)
    (path,) = cache.iterdir()
    whole = path.read_bytes()
    head = json.loads(whole.split(b"\n")[0])
    other = json.dumps(head | {"arrays": [row | {"dtype": "object"} for row in head["arrays"]]}).encode()
    places = (3, len(whole) // 2, len(whole) - 1)
    broken = [whole[:i] + bytes([whole[i] ^ 1]) + whole[i + 1 :] for i in places]
    for data in (*broken, b"", b"[]\n", b"{}\n", whole[:-8], whole + b"x", other + whole[whole.index(b"\n") :]):
        path.write_bytes(data)
        assert store.model_of(term("tanh(x)"), X, 0, fmt).origin == "built"
        assert path.read_bytes() == whole


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SYMACT_CACHE", str(tmp_path / "file" / "models"))
    kept = store.model_of(term("tanh(x)"), X, 0, find_format("float16"))
    assert kept.origin == "built" and "not kept" in kept.note
