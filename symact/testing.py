"""For the tests of your own code: `assert_accurate` fails with the worst input of a function, in hex and decimal."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symact.numerics import Audit

__all__ = ["assert_accurate"]


def assert_accurate(
    function: Callable[..., Any] | str, reference: str, dtype: str = "float64", max_ulp: float | str = 1,
    derivative: int = 0, *,
    via: str = "numpy", points: int | None = None, exhaustive: bool | None = None,
    range: tuple[float, float] | None = None, seed: int = 0,
) -> Audit:  # fmt: skip
    """The audit of a function, if no error above `max_ulp` is possible on the inputs tried; else AssertionError.

    `function` takes an array, as `via` says: `numpy`, `torch` or `jax`, of which the last two are differentiated for a
    `derivative`; with `numpy` the function is that derivative itself. Or it is a name, as for `symact.accuracy`.
    `reference` is an entry of the catalogue or a text in `x`. 8- and 16-bit formats are tried exhaustively, others on
    `points` inputs. Results that are nan or infinite where the value is not, and undecided ones, fail, too.
    """
    from symact.numerics import accuracy

    subject = function if isinstance(function, str) else _implementation(function, via, derivative)
    found = accuracy(
        subject, reference, dtype, derivative, points=points, exhaustive=exhaustive, range=range, seed=seed,
        behaviour=False,
    )  # fmt: skip
    most = Fraction(max_ulp)
    failures = list(_failures(found, most))
    if failures:
        again = _again(function, reference, dtype, max_ulp, derivative, via, points, exhaustive, range, seed)
        raise AssertionError("\n  ".join([_head(found, most), *failures, f"to reproduce: {again}"]))
    return found


def _implementation(function: Callable[..., Any], via: str, derivative: int) -> Any:
    from symact.numerics import Implementation
    from symact.numerics.implementations import of_framework_arrays

    name = getattr(function, "__name__", type(function).__name__)
    if via == "numpy":
        return Implementation(name, function, derivative=derivative)
    return of_framework_arrays(name, function, via, derivative)


def _head(audit: Audit, most: Fraction) -> str:
    of = audit.activation + "'" * audit.derivative
    how = "every input" if audit.exhaustive else f"a sample, seed {audit.seed}"
    what = f"{audit.implementation} is not {of} within {float(most):g} ulp in {audit.dtype}"
    return f"{what} ({audit.points:,} inputs, {how})"


def _failures(audit: Audit, most: Fraction) -> Any:
    """A line for each way in which the bound does not hold."""
    bounds = audit.max_ulp
    if bounds is not None and bounds[1] > most:
        yield f"worst input: x = {_number(audit.worst_input)}"
        yield f"got:         {_number(audit.worst_output)}"
        yield f"want:        {audit.exact}"
        yield f"error:       {_error(bounds, most)}"
    for kind in ("inf", "nan", "missing_overflow", "undecided"):
        at = [_number(x) for x in audit.first[kind].values() if x is not None]
        if at:
            yield f"{kind}: from x = {' and from x = '.join(at)}"
    if not audit.points:
        yield "no input was tried"


def _error(bounds: tuple[Fraction, Fraction], most: Fraction) -> str:
    from symact.numerics.record import shown_bound

    low, high = bounds
    if low > most:
        return f"{float(high):.4f} ulp" if high < 10**15 else f"{shown_bound(high, up=True)['decimal']} ulp"
    return f"between {float(low)!r} and {float(high)!r} ulp, not known more closely"


def _number(x: float | None) -> str:
    return "none" if x is None else f"{x.hex()} ({x!r})"


def _again(function: Any, reference: str, dtype: str, max_ulp: Any, derivative: int, via: str, *options: Any) -> str:
    """The call that fails, on one line; options that have their default are left out."""
    name = repr(function) if isinstance(function, str) else getattr(function, "__name__", type(function).__name__)
    said = [name, repr(reference), f"dtype={dtype!r}", f"max_ulp={max_ulp!r}"]
    names = ("derivative", "via", "points", "exhaustive", "range", "seed")
    defaults = (0, "numpy", None, None, None, 0)
    given = (derivative, via, *options)
    said += [f"{n}={v!r}" for n, v, default in zip(names, given, defaults, strict=True) if v != default]
    return f"assert_accurate({', '.join(said)})"
