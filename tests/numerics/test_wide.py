"""Series over cells: sums that nearly cancel, roots that are nearly lines, and the lines that such values are."""

from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq

from symact.numerics import find_format
from symact.numerics.formats import floor_log2
from symact.numerics.models.lines import Line, line_of_form
from symact.numerics.models.spans import Span
from symact.numerics.models.wide import Wide, point
from symact.numerics.oracle import Oracle
from symact.numerics.tape import Tape, compile_tape
from symact.numerics.view import precision
from tests.numerics.subjects import X, term

TANH = "(exp(x) - exp(-x))/(exp(x) + exp(-x))"


def tape(text: str) -> Tape:
    return compile_tape(term(text), X)


def binade(x: float) -> Span:
    fmt = find_format("float64")
    return Span(fmt, 1 if x > 0 else -1, fmt.ordinal(abs(x)) >> 52 << 52, 1 << 52)


@pytest.mark.parametrize(
    ("text", "x", "bits"), [(f"1 + {TANH}", -40.0, 120), (f"2 + {TANH}", -40.0, 120), (f"1 + {TANH}", 3.0, 120)]
)
def test_a_sum_that_cancels_is_what_is_left_of_it(text: str, x: float, bits: int) -> None:
    with precision(128):
        found = tape(text).wide(point(arb(x), arb(2) ** -9)).series()[0]
        truth = Oracle(term(text)).enclose(x, 150)
        assert found.rel_accuracy_bits() > bits
        assert found.overlaps(arb(fmpq(truth.lo.numerator, truth.lo.denominator)))


def test_a_sum_of_which_two_terms_are_left_is_not_replaced() -> None:
    with precision(128):
        made = tape(f"1 + x/10**40 + {TANH}").wide(point(arb(-40), arb(2) ** -9))
        assert len(made.form) == 2 and made.s[0].rel_accuracy_bits() < 60


def root_of(text: str, x: float) -> tuple[Wide, Wide]:
    at = point(arb(x), arb(abs(x)) / 8)
    return tape(text).wide(at), at


@pytest.mark.parametrize("x", [1e6, -1e6])
def test_a_root_beside_a_square_is_a_line_and_a_tail(x: float) -> None:
    with precision(192):
        y, at = root_of("sqrt(4*x**2 + 9)", x)
        slope = y.form[at]
        (tail,) = [a for a in y.form if a is not at]
        assert slope == (2 if x > 0 else -2) and y.form[tail] == 1 and tail is not None
        assert abs(y.s[0] - arb(slope) * at.s[0] - tail.s[0]) < arb(2) ** -160
        assert abs(tail.s[0] - arb(9) / 4 / abs(arb(x))) < arb(2) ** -50


def test_a_root_of_another_square_is_no_line() -> None:
    with precision(192):
        for text in ("sqrt(2*x**2 + 9)", "sqrt(x**2 + x)", "sqrt(x**4 + 9)"):
            y, at = root_of(text, 1e6)
            assert at not in y.form


@pytest.mark.parametrize(
    ("text", "derivative", "x", "want", "size"),
    [
        ("squareplus(x)", 0, 2.0**300, Line(1, 0, 1, 1, 0), -300),
        ("squareplus(x)", 1, 2.0**300, Line(0, 1, 1, -1, 0), -600),
        ("(x - sqrt(x**2 + 1))/2", 1, -(2.0**400), Line(0, 1, 1, -1, 0), -802),
        ("x + exp(-x)", 1, 2.0**20, Line(0, 1, 1, -1, 0), -1512777),
        ("sqrt(2*x**2 + 1)", 0, 2.0**300, None, 0),
        ("x + exp(-x) - exp(-2*x)", 0, 2.0**20, None, 0),
        ("squareplus(x)", 2, 2.0**300, None, 0),
    ],
)
def test_lines_of_roots_and_of_derivatives(text: str, derivative: int, x: float, want: Line | None, size: int) -> None:
    """Σ q·e^L·s is between its ends on a binade, so what is missing is between 2^size and a little more."""
    span = binade(x)
    before, ctx.cap = ctx.cap, 6
    try:
        with precision(192):
            at = span.throughout()
            found = line_of_form(tape(text).wide(at), at, span, derivative)
    finally:
        ctx.cap = before
    assert (found and found._replace(reach=0)) == want
    assert found is None or size < found.reach <= size + 4
    if found is not None and size > -1000:
        missing = Oracle(term(text), derivative=derivative).enclose(1.5 * x, 2000)
        line = (Fraction(found.slope) * Fraction(1.5 * x) + found.shift) / found.divisor
        r = Fraction(missing.lo) - line
        assert (r > 0) == (found.above > 0) and floor_log2(abs(r)) < found.reach
