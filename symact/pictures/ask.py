"""`symact.plot`: one question, one picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from symact.numerics.errors import UsageError
from symact.numerics.formats import find_format
from symact.pictures.errors import REGIMES, Progress, measure, ordinal_panel, x_panel
from symact.pictures.shapes import family_panel, shape_panel
from symact.pictures.subject import Plotted, components, has_components, plotted
from symact.render.plots.record import Panel, Picture

POINTS = 4000  # inputs per panel of errors and implementation
SHOWS = ("value", "ordinal", "x")
HIGHEST = 4  # derivative that is drawn: from there on five curves would have to be told apart


def plot(
    what: str, *, derivative: int | None = None, impl: str | Sequence[str] = (), dtype: str = "float64",
    show: str | Sequence[str] = (), range: tuple[float, float] | None = None,
    parameters: Mapping[str, str] | None = None, kinds: Sequence[str] = REGIMES, points: int = POINTS, seed: int = 0,
    across: int = 1, progress: Progress | None = None,
) -> Picture:  # fmt: skip
    """The picture of an activation (`"sigmoid"`) or a formula in x (`"x*tanh(exp(x))"`), to be saved or shown.

    Without `impl` it shows the function and its derivatives up to the order `derivative` (1), with zeros, extrema,
    inflection points, kinks and limits, all certified. With `impl`, one name or several as for `accuracy`, it shows
    errors in ulp by ordinal and by x, with the regimes of `kinds`, for the derivative asked for (0). `show` chooses
    panels: `value`, `ordinal`, `x`. `range` gives the ends of x, `parameters` exact values by name (`{"a": "1/2"}`).
    Raises UsageError for what does not exist, ClaimError for a formula that cannot be read. Needs no matplotlib: the
    picture's `save` does.
    """
    specs = [impl] if isinstance(impl, str) else list(impl)
    shows = [show] if isinstance(show, str) else list(show)
    shows = shows or (["ordinal", "x"] if specs else ["value"])
    _check(shows, specs, range, points, derivative)
    ends = (Fraction(range[0]), Fraction(range[1])) if range else None
    if has_components(what):
        if specs or derivative is not None or parameters:
            raise UsageError(f'{what} has components: plot one of them, as in "{what}(1, x, 0, 1)"')
        family = components(what)
        return Picture(what, family[0].title, (family_panel(family, ends),), across)
    of = plotted(what, parameters)
    panels: list[Panel] = []
    if "value" in shows:
        orders = 1 if derivative is None else derivative
        panels.append(shape_panel(of, orders, ends))
    if specs:
        panels += _errors(of, specs, shows, dtype, derivative, range, kinds, points, seed, progress)
    return Picture(of.name, of.title, tuple(panels), across)


def _check(
    shows: Sequence[str], specs: Sequence[str], ends: tuple[float, float] | None, points: int, derivative: int | None
) -> None:  # fmt: skip
    for each in shows:
        if each not in SHOWS:
            raise UsageError(f"unknown panel '{each}': use some of {', '.join(SHOWS)}")
    if not specs and set(shows) - {"value"}:
        raise UsageError("errors are those of an implementation: name one, such as naive")
    if ends is not None and not (-1e300 < ends[0] < ends[1] < 1e300):
        raise UsageError(f"the range from {ends[0]!r} to {ends[1]!r} is empty or has no end")
    if points < 10:
        raise UsageError(f"at least 10 points are needed, not {points}")
    if derivative is not None and not 0 <= derivative <= HIGHEST:
        raise UsageError(f"derivatives from 0 to {HIGHEST} can be drawn, not {derivative}")


def _errors(
    of: Plotted, specs: Sequence[str], shows: Sequence[str], dtype: str, derivative: int | None,
    ends: tuple[float, float] | None, kinds: Sequence[str], points: int, seed: int, progress: Progress | None,
) -> list[Panel]:  # fmt: skip
    fmt = find_format(dtype)
    reference = of.name if of.plain else of.subject.term
    measured = measure(specs, reference, fmt, derivative, kinds, seed, progress)
    label = of.label(measured[0].oracle.derivative)
    whole, width = ordinal_panel(measured, label, fmt, points, seed)
    if "x" not in shows:
        return [whole]
    near = x_panel(measured, label, fmt, points, ends or (-width, width))
    told = {regime.label for regime in near.regimes}
    brief = tuple(replace(r, where="") if r.label in told else r for r in whole.regimes)
    return [*([replace(whole, regimes=brief)] if "ordinal" in shows else []), near]
