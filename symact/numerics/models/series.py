"""Power series with ball coefficients: their constant term by itself, which knows more than the series does."""

from __future__ import annotations

from flint import arb, arb_series


def series(y: arb | arb_series) -> arb_series:
    return y if isinstance(y, arb_series) else arb_series([y])


def head(s: arb_series) -> arb:
    return s[0]


def with_head(s: arb_series, first: arb) -> arb_series:
    return arb_series([first, *s.coeffs()[1:]], s.prec)  # no longer than it was: what is cut off is not 0


def power(s: arb_series, k: int) -> arb_series:
    """s^k, its constant term from the ends of the ball where that has a sign: a ball squared forgets it is positive."""
    made, first = series(s**k), head(s)
    if k < 2 or not (first > 0 or first < 0):
        return made
    return with_head(made, (first.lower() ** k).union(first.upper() ** k))


def erfc_tail(u: arb_series) -> arb_series:
    """erfc(u) without its constant term: the integral of -2/√π·u′·e^(-u²)."""
    if u.length() < 2:
        return arb_series([0])
    square = -power(u, 2)
    density = head(square).exp() * with_head(square, arb(0)).exp()
    return series((density * u.derivative() * (-2 / arb.pi().sqrt())).integral())
