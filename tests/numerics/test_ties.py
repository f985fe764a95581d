"""Where a function is nearly a line, errors beside the limits are told in integers, and as the balls tell them."""

import dataclasses
from fractions import Fraction

import numpy as np
import pytest
from flint import arb

from symact.numerics import find_format
from symact.numerics.audit import Audit, audit_shard
from symact.numerics.formats import Array, Format
from symact.numerics.implementations import Implementation
from symact.numerics.models.cells import Model
from symact.numerics.models.lines import Line, exact_line, sign_throughout
from symact.numerics.oracle import Oracle
from symact.numerics.ties import _in_doubles, _in_integers
from tests.numerics.subjects import COUNTED, model, term


def off_by_some(slope: float, constant: float) -> Implementation:
    """slope·x + constant in doubles, rounded, and then moved by up to four neighbours up or down."""

    def f(x: Array) -> Array:
        y = (slope * x.astype(np.float64) + constant).astype(x.dtype)
        moves = (np.arange(len(x)) * 7 + len(x)) % 9 - 4
        for n in range(1, 5):
            y = np.where(moves >= n, np.nextafter(y, x.dtype.type(np.inf)), y)
            y = np.where(moves <= -n, np.nextafter(y, x.dtype.type(-np.inf)), y)
        return np.asarray(y)

    return Implementation("off", f)


def places(fmt: Format, low: float, high: float, count: int) -> Array:
    """Ordinals of both signs with |x| from low to high: runs of neighbours from all over, powers of two among them."""
    a, b = fmt.ordinal(low), fmt.ordinal(high)
    starts = np.unique(np.linspace(a, b, count // 20).astype(np.int64) >> (fmt.p - 3) << (fmt.p - 3))
    runs = np.unique((starts[:, None] + np.arange(-4, 16)[None, :]).ravel())
    runs = runs[(runs > 0) & (runs <= fmt.largest)]
    return np.concatenate([-1 - runs[::-1], runs])


# text, derivative, slope, constant, |x| from … to: tangents at 0 with even and odd remainders, constants below and
# above a power of two, lines by text, an exact half-way case rounded to even or not.
LINES = [
    ("mish(x)", 0, 0.6, 0, 2.0**-149, 2.0**-60), ("silu(x)", 0, 0.5, 0, 2.0**-149, 2.0**-60),
    ("tanh(x)", 0, 1, 0, 2.0**-149, 2.0**-40), ("tanh_shrink(x) - x/3", 0, -1 / 3, 0, 2.0**-149, 2.0**-40),
    ("sigmoid(x)", 1, 0, 0.25, 2.0**-149, 2.0**-30), ("silu(x)", 1, 0, 0.5, 2.0**-149, 2.0**-50),
    ("leaky_relu(x)", 0, 0.01, 0, 2.0**-149, 2.0**100), ("hard_sigmoid(x)", 0, 1 / 6, 0.5, 2.0**-20, 2.75),
    ("-3*x/4", 0, -0.75, 0, 2.0**-149, 2.0**120), ("hard_swish(x)", 1, 1 / 3, 0.5, 2.0**-20, 2.75),
]  # fmt: skip


def both(
    text: str, derivative: int, subject: Implementation, dtype: str, ordinals: Array, model: Model,
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[Audit, Audit]:  # fmt: skip
    """The audit by the model, which must not ask the balls, and by them alone."""
    fmt, oracle = find_format(dtype), Oracle(term(text), derivative=derivative)
    slow = audit_shard(subject, oracle, fmt, ordinals, activation="f", exhaustive=False)
    with monkeypatch.context() as patched:
        patched.setattr(Oracle, "decide", lambda *a: pytest.fail("the oracle was asked"))
        fast = audit_shard(subject, oracle, fmt, ordinals, activation="f", exhaustive=False, model=model)
    return fast, slow


@pytest.mark.parametrize("case", LINES, ids=[f"{text} {d}" for text, d, *_ in LINES])
def test_errors_beside_a_line_are_told_as_the_balls_tell_them(
    case: tuple[str, int, float, float, float, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    text, derivative, slope, constant, low, high = case
    fmt, found = find_format("float32"), model(text, "float32", derivative)
    ordinals = places(fmt, low, high, 400)
    fast, slow = both(text, derivative, off_by_some(slope, constant), "float32", ordinals, found, monkeypatch)
    for name in COUNTED:
        assert getattr(fast, name) == getattr(slow, name), name
    assert len(set(slow.histogram.values()) - {0}) > 2 and 0 < slow.correctly_rounded < slow.points
    assert fast.worst is not None and slow.worst is not None
    assert fast.worst.error[0] <= slow.worst.error[1] and slow.worst.error[0] <= fast.worst.error[1]


@pytest.mark.slow
@pytest.mark.parametrize("dtype", ["float64", "float16", "bfloat16", "float8_e5m2", "float8_e4m3fn"])
@pytest.mark.parametrize("text", ["mish(x)", "leaky_relu(x)", "-3*x/4"])
def test_lines_in_other_formats(text: str, dtype: str) -> None:
    fmt, oracle, found = find_format(dtype), Oracle(term(text)), model(text, dtype)
    slope = {"mish(x)": 0.6, "leaky_relu(x)": 0.01, "-3*x/4": -0.75}[text]
    plain = Implementation("nearly", lambda x: slope * x.astype(np.float64) * (1 + 2.0 ** (1 - fmt.p)))
    ordinals = places(fmt, fmt.value(1), 2.0**-5, 1000)
    fast = audit_shard(plain, oracle, fmt, ordinals, activation="f", exhaustive=False, model=found)
    slow = audit_shard(plain, oracle, fmt, ordinals, activation="f", exhaustive=False)
    for name in COUNTED:
        assert getattr(fast, name) == getattr(slow, name), name


@pytest.mark.parametrize("what", ["above", "slope", "divisor"])
def test_a_line_that_is_not_right_changes_the_record(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fmt, found = find_format("float32"), model("mish(x)", "float32")
    ordinals = places(fmt, 2.0**-120, 2.0**-60, 400)
    changed = {"above": lambda a: -a, "slope": lambda a: a + (a > 0), "divisor": lambda a: a + (a > 0)}[what]
    sides = [dataclasses.replace(s, **{what: changed(getattr(s, what))}) for s in (found.positive, found.negative)]
    worse = dataclasses.replace(found, positive=sides[0], negative=sides[1])
    fast, slow = both("mish(x)", 0, off_by_some(0.6, 0), "float32", ordinals, worse, monkeypatch)
    assert fast.histogram != slow.histogram


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
@pytest.mark.parametrize("text", ["tanh_shrink(x)", "x + 1/(1 + exp(x))", "2*x - 1 + exp(-x)/3 + exp(-3*x)"])
def test_lines_but_for_an_exponential_are_told_as_the_balls_tell_them(
    text: str, dtype: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fmt, found = find_format(dtype), model(text, dtype)
    ordinals = places(fmt, fmt.round(Fraction(16)), fmt.round(Fraction(4096)), 4000)
    ordinals = ordinals if "shrink" in text else ordinals[ordinals > 0]
    half = {"float16": 2048.0, "bfloat16": 256.0}[dtype]  # from here on x + 1 lies half-way
    subject = off_by_some(1 + ("2" in text), 0 if "1/" in text else -1)
    fast, slow = both(text, 0, subject, dtype, ordinals, found, monkeypatch)
    for name in COUNTED:
        assert getattr(fast, name) == getattr(slow, name), name
    assert fmt.value(int(ordinals[-1])) > half and slow.correctly_rounded > 0


def test_half_way_but_for_an_exponential_no_ball_is_narrow_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    fmt, found = find_format("float32"), model("tanh_shrink(x)", "float32")
    oracle = Oracle(term("tanh_shrink(x)"))
    start = fmt.ordinal(2.0**24)  # neighbours are 2 apart, and x - 1 + 2e^(-2x) is rounded up, to x
    monkeypatch.setattr(Oracle, "decide", lambda *a: pytest.fail("the oracle was asked"))
    for subject, right in ((lambda x: x, 3000), (lambda x: np.nextafter(x, np.float32(0)), 0)):
        audit = audit_shard(
            Implementation("f", subject), oracle, fmt, range(start + 5, start + 3005), activation="f", exhaustive=True,
            model=found,
        )  # fmt: skip
        assert (audit.correctly_rounded, audit.undecided_rounding) == (right, 0)


def test_what_is_no_line_but_for_an_exponential_has_none() -> None:
    fmt = find_format("float32")
    for text, last in (
        ("x + exp(-x)*sin(x)", False),
        ("x + exp(-x) - exp(-x + sin(1)**2 + cos(1)**2 - 1)", False),
        ("x + exp(-x) - exp(-2*x)*x", True),
        ("x + exp(-x) - 2*exp(-3*x)", True),
        ("x + exp(-x)", True),
    ):
        side = model(text, "float32").positive
        cell = int(side.locate(np.asarray([fmt.ordinal(2.0**20)]))[0])
        assert bool(side.divisor[cell] == 1 and side.above[cell] == 1) is last


def test_one_wrong_result_among_near_ties_is_found() -> None:
    fmt, found = find_format("float32"), model("mish(x)", "float32")
    start = fmt.ordinal(2.0**-90)
    bad = start + 54_320  # 5 divides its place: the error becomes 1 ulp, but for hardly anything

    def nearly(x: Array) -> Array:
        y = (0.6 * x.astype(np.float64)).astype(np.float32)
        wrong = fmt.ordinals(x) == bad
        y[wrong] = np.nextafter(y[wrong], np.float32(1))
        return y

    subject, oracle = Implementation("nearly", nearly), Oracle(term("mish(x)"))
    ordinals = range(start, start + 100_000)
    audit = audit_shard(subject, oracle, fmt, ordinals, activation="f", exhaustive=True, model=found)
    assert audit.correctly_rounded == audit.points - 1
    assert audit.worst is not None and audit.worst.ordinal == bad


def test_results_that_are_not_finite_are_counted_without_the_oracle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the truth is: 0, next to a power of two, or tiny."""
    fmt, monster = find_format("float32"), Implementation("nan", lambda x: x * np.float32(np.nan))
    mixed = Implementation("some", lambda x: np.where(np.arange(len(x)) % 3, 1 / (1 + np.exp(-x)), np.float32(np.nan)))
    found = model("softplus(x)", "float32", 1)
    oracle = Oracle(term("softplus(x)"), derivative=1)
    ordinals = np.unique(np.linspace(fmt.ordinal(100.0), fmt.largest, 40_000).astype(np.int64))
    monkeypatch.setattr(Oracle, "decide", lambda *a: pytest.fail("the oracle was asked"))
    for places in (ordinals, -1 - ordinals[::-1]):
        audit = audit_shard(monster, oracle, fmt, places, activation="f", exhaustive=False, model=found)
        assert audit.nonfinite == audit.points
    audit = audit_shard(mixed, oracle, fmt, ordinals, activation="f", exhaustive=False, model=found)
    assert 0 < audit.nonfinite == audit.points - audit.correctly_rounded


def exact_error(line: Line, x: float, y: float, fmt: Format) -> tuple[Fraction, int]:
    """The error of y in ulp but for what the line lacks, and whether that makes it smaller (-1) or larger (1)."""
    value = Fraction(line.slope * Fraction(x) + line.shift) / line.divisor
    side = -line.above if y > value else line.above
    ulp = fmt.ulp(value + line.above * abs(value) / 2**40)
    return abs(Fraction(y) - value) / ulp, side


@pytest.mark.parametrize(
    "parts", [(1, 0, 2, 1, -200), (3, 0, 5, -1, -200), (-7, 0, 3, 0, -(1 << 30)), (0, 1, 4, -1, -90)]
)
def test_doubles_and_integers_decide_alike_and_as_fractions_do(parts: tuple[int, int, int, int, int]) -> None:
    fmt, rng, settled, line = find_format("float32"), np.random.default_rng(4), 0, Line(*parts)
    many = Line(*(np.full(100, part) for part in parts))  # type: ignore[arg-type]
    for exponent in (-149, -127, -126, -60, -3, 0, 90):
        first = fmt.ordinal(2.0**exponent)
        x = fmt.values(first + np.append(rng.integers(0, 1 << min(exponent + 149, 23), 99), 0)).astype(np.float64)
        y = ((line.slope * x + line.shift) / line.divisor).astype(np.float32)
        for _ in range(3):
            y = np.nextafter(y, np.where(rng.random(len(y)) < 0.5, np.float32(1e38), np.float32(-1e38)))
            results = y.astype(np.float64)
            exact, quick = _in_integers(many, x, results, fmt), _in_doubles(line, x, results, fmt)
            for found in (exact, quick) if quick is not None else (exact,):
                settled += int(found.settled.sum())
                assert (found.errors == exact.errors)[found.settled].all() and (found.odd == exact.odd).all()
            for u, v, e in zip(x[exact.settled], results[exact.settled], exact.errors[exact.settled], strict=True):
                error, side = exact_error(line, float(u), float(v), fmt)
                assert abs(Fraction(float(e)) - error) <= error / 2**39
                for limit in (Fraction(1, 2), 1, 2, 3):
                    below = error < limit or (error == limit and side < 0)
                    assert (e < limit) == below and (e > limit) == (error > limit or (error == limit and side > 0))
    assert settled > 3000


def test_results_that_should_be_0_are_judged_without_the_oracle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any sign and size; beside a limit, at 1, 2 and 3 quanta, balls would be asked."""
    fmt, subject = (
        find_format("float32"),
        Implementation("off", lambda x: np.where(x < 0, x * np.float32(-0.1) + x**3, x)),
    )
    ordinals = np.unique(np.linspace(-1 - fmt.ordinal(100.0), -1 - fmt.ordinal(2.0**-100), 3000).astype(np.int64))
    fast, slow = both("relu(x)", 0, subject, "float32", ordinals, model("relu(x)", "float32"), monkeypatch)
    for name in COUNTED:
        assert getattr(fast, name) == getattr(slow, name), name
    assert fast.correctly_rounded == 0 and fast.wrong_sign == 0


@pytest.mark.parametrize("dtype", ["float64", "bfloat16", "float8_e5m2"])
def test_quanta_instead_of_0_are_wrong_in_every_format(dtype: str) -> None:
    """The ulp of 0 is the quantum: 2^-1074 in binary64, where doubles have no room below."""
    fmt, oracle, found = find_format(dtype), Oracle(term("relu(x)")), model("relu(x)", dtype)
    largest = min(1 << 60, fmt.largest)
    steps = np.asarray([0, 1, 1, 2, 3, 5, 4000, largest], dtype=np.int64) % (fmt.largest + 1)
    ordinals = np.asarray([-1 - fmt.largest * k // 90 for k in range(90, 0, -1)], dtype=np.int64)
    subject = Implementation("quanta", lambda x: fmt.values(steps[np.arange(len(x)) % len(steps)]))
    fast, slow = (
        audit_shard(subject, oracle, fmt, ordinals, activation="f", exhaustive=False, model=m) for m in (found, None)
    )
    for name in COUNTED:
        assert getattr(fast, name) == getattr(slow, name), name
    assert fast.correctly_rounded < fast.points // 4 and fast.histogram["<=1"] > 0
    assert fast.worst is not None and slow.worst is not None
    assert fast.worst.error[0] <= slow.worst.error[1] and slow.worst.error[0] <= fast.worst.error[1]


def test_the_sign_of_values_below_every_error_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """softsign' = (1 + |x|)^-2 is far below a quantum where its textbook form gives what is left of two powers."""
    fmt, subject = find_format("float32"), Implementation("left", lambda x: x * np.float32(1e-30) - np.float32(1))
    ordinals = np.unique(np.linspace(fmt.ordinal(2.0**80), fmt.ordinal(2.0**120), 2000).astype(np.int64))
    found = model("softsign(x)", "float32", 1)
    fast, slow = both("softsign(x)", 1, subject, "float32", ordinals, found, monkeypatch)
    for name in COUNTED:
        assert getattr(fast, name) == getattr(slow, name), name
    assert 0 < fast.wrong_sign < fast.points


def test_lines_by_text() -> None:
    sixth, half = Fraction(1, 6), Fraction(1, 2)
    assert exact_line((half, sixth), 0) == Line(1, 3, 6, 0, -(1 << 30))
    assert exact_line((half, sixth), 1) == Line(0, 1, 6, 0, -(1 << 30))
    assert exact_line((Fraction(0), half, sixth), 1) == Line(2, 3, 6, 0, -(1 << 30))
    for c, derivative in ((None, 0), ((), 0), ((half, half), 2), ((half, half, half), 0), ((half,), 1), ((half,), 2)):
        assert exact_line(c, derivative) is None
    assert exact_line((Fraction(0), Fraction(1, 10**9)), 0) is None


def test_the_sign_of_a_polynomial_is_that_of_its_bernstein_coefficients() -> None:
    """(t + 3)³ on [-1, 1], of which the constant term is smaller than the others together; and what has a root."""
    assert sign_throughout([arb(27), arb(27), arb(9), arb(1)]) == 1
    assert sign_throughout([arb(-27), arb(-27), arb(-9), arb(-1)]) == -1
    assert sign_throughout([arb(0.5), arb(1)]) == 0
    assert sign_throughout([arb(1), arb(0), arb(0, 2)]) == 0
    rng = np.random.default_rng(1)
    for _ in range(200):
        c = rng.integers(-8, 9, 5).astype(float)
        sign = sign_throughout([arb(v) for v in c])
        values = np.polynomial.polynomial.polyval(np.linspace(-1, 1, 201), c)
        assert not sign or (sign * values > 0).all()


@pytest.mark.parametrize(("text", "half_ulp"), [("tanh(x)", 2.0**-25), ("1 + exp(-x)", 2.0**-24)])
def test_results_far_from_a_truth_beside_a_power_of_two_are_told(text, half_ulp, monkeypatch):
    """The ulp is that of the side of 1 on which the truth is, however near; no integers hold truth and result."""
    fmt, found = find_format("float32"), model(text, "float32")
    near, beyond = (places(fmt, *ends, 400) for ends in ((60.0, 600.0), (2.0**20, 2.0**100)))
    near, beyond = near[near > 0], beyond[beyond > 0]
    for result in (1e20, -1e9, 1e-30):
        subject = Implementation("far", lambda x, y=result: np.full_like(x, y))
        fast, slow = both(text, 0, subject, "float32", near, found, monkeypatch)
        assert [getattr(fast, n) for n in COUNTED] == [getattr(slow, n) for n in COUNTED] and not slow.undecided
        (a, b), (c, d) = fast.max_ulp, slow.max_ulp
        assert a <= d and c <= b and b <= a * (1 + Fraction(1, 2**19))
    subject = Implementation("far", np.abs)
    audit = audit_shard(subject, Oracle(term(text)), fmt, beyond, activation="f", exhaustive=False, model=found)
    assert audit.undecided == 0
    assert float(audit.max_ulp[0]) == pytest.approx(fmt.value(int(beyond[-1])) / (2 * half_ulp), rel=1e-9)
