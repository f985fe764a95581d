"""Closed forms of numbers known to many digits: rationals, p ± √q, their logarithms, exponentials, times π or e."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from flint import arb, ctx, fmpz_mat

from symact.kernel.errors import LimitExceeded
from symact.prover.numeric import real

DIGITS, MAX_DENOMINATOR = 2**70, 64
SCALE, MAX_COEFFICIENT = 2**64, 200
MAX_EXPONENT = 1 << 15


def ratio(q: Fraction) -> str:
    return str(q) if q.denominator == 1 and q >= 0 else f"R({q.numerator}, {q.denominator})"


def middle(v: arb) -> Fraction:
    """The exact midpoint of an enclosure; LimitExceeded where it is written with too many digits."""
    m, e = v.mid().man_exp()
    if abs(e) > MAX_EXPONENT:
        raise LimitExceeded("a number that takes too many digits to write")
    return Fraction(int(m)) * Fraction(2) ** int(e)


def _near(v: arb) -> Fraction | None:
    """The rational of a small denominator that `v` is to 70 bits."""
    if not v.is_finite():
        return None
    exact = middle(v)
    q = exact.limit_denominator(MAX_DENOMINATOR)
    return q if abs(exact - q) * DIGITS <= 1 + abs(exact) else None


def _forms(v: arb) -> Iterator[tuple[arb, Callable[[Fraction], str]]]:
    yield v, ratio
    yield v.exp(), lambda q: f"log({ratio(q)})"
    yield v * v, lambda q: f"{'-' if v < 0 else ''}sqrt({ratio(q)})"
    yield v / arb.pi(), lambda q: f"{ratio(q)}*pi"
    yield v.tan(), lambda q: f"atan({ratio(q)})"
    yield v / arb(1).exp(), lambda q: f"{ratio(q)}*E"
    yield v * arb(1).exp(), lambda q: f"{ratio(q)}/E"
    w = -1 - v
    yield w * (w + 1).exp(), lambda q: f"-1 - LambertW({ratio(q)}/E)"
    if v > 0:
        yield v.log(), lambda q: f"exp({ratio(q)})"


def closed_form(v: arb) -> tuple[str, Fraction | None] | None:
    """A text for the number near the middle of `v`, and its value when that is rational; None when none is found."""
    with ctx.workprec(160):
        v = real(middle(v))
        for k, (w, form) in enumerate(_forms(v)):
            q = _near(w)
            if q is not None and (q or not k):
                return form(q), q if not k else None
        for w, written in ((v, "{}"), (v.exp(), "log({})"), ((2 * v).exp(), "log({})/2")):
            surd = _quadratic(w)
            if surd is not None:
                return written.format(surd), None
    return None


def _quadratic(v: arb) -> str | None:
    """p ± √q, which is `v` to 64 bits, where v is a root of a quadratic polynomial with small coefficients."""
    if not v.is_finite() or not abs(v) < MAX_COEFFICIENT:
        return None
    exact = middle(v)
    rows = [[0] * k + [1] + [0] * (2 - k) + [round(exact**k * SCALE)] for k in range(3)]
    c, b, a, _ = map(int, fmpz_mat(rows).lll().tolist()[0])
    if not a or max(map(abs, (a, b, c))) > MAX_COEFFICIENT or b * b <= 4 * a * c:
        return None
    p, q = Fraction(-b, 2 * a), Fraction(b * b - 4 * a * c, 4 * a * a)
    for s, root in (("+", real(p) + real(q).sqrt()), ("-", real(p) - real(q).sqrt())):
        if abs(root - v) * SCALE < 2**8:
            return f"{ratio(p)} {s} sqrt({ratio(q)})"
    return None
