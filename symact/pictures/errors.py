"""Panels of ulp errors, over a whole format and over a range of x, with the regimes in which something breaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from symact.kernel.terms import Term
from symact.numerics.api import resolve, thresholds
from symact.numerics.errors import UsageError
from symact.numerics.formats import Format
from symact.numerics.implementations import Implementation
from symact.numerics.maps import (
    ErrorMap,
    error_map,
    inputs_between,
    inputs_everywhere,
    ordinal_ticks,
    worst_per_bucket,
    zoom_of,
)  # fmt: skip
from symact.numerics.oracle import Oracle
from symact.numerics.threshold import Threshold
from symact.render.plots.record import Cloud, Panel, Regime
from symact.render.plots.style import STYLES

REGIMES = ("inf", "nan", "false_zero", "saturates", "half", "all")
SAID = {"inf": "infinite", "false_zero": "false zero", "half": "half the digits lost", "all": "all digits lost",
        "warns": "NumPy warns"}  # fmt: skip
SAMPLES = 1000  # per sign, for thresholds of formats that have too many numbers to try all
Progress = Callable[[int, int], None]
Place = Callable[[float], float]


@dataclass(frozen=True)
class Measured:
    """An implementation, the oracle that it is held against, and where it breaks."""

    subject: Implementation
    oracle: Oracle
    broken: tuple[Threshold, ...]


def measure(
    specs: Sequence[str], reference: str | Term, fmt: Format, derivative: int | None, kinds: Sequence[str] = REGIMES,
    seed: int = 0, progress: Progress | None = None,
) -> tuple[Measured, ...]:  # fmt: skip
    """Resolves the implementations and finds their thresholds; UsageError where they are not of one derivative."""
    if len(specs) > len(STYLES):
        raise UsageError(f"at most {len(STYLES)} implementations can be told apart in one picture, not {len(specs)}")
    chosen = [resolve(spec, reference, derivative) for spec in specs]
    orders = {oracle.derivative for _, _, oracle in chosen}
    if len(orders) > 1:
        raise UsageError(f"{', '.join(specs)} are of different derivatives: plot them apart")
    made = []
    for subject, _, oracle in chosen:
        found = thresholds(
            reference, subject, fmt.name, oracle.derivative, kinds=tuple(kinds), samples=SAMPLES, seed=seed,
            progress=progress,
        ) if kinds else ()  # fmt: skip
        made.append(Measured(subject, oracle, found))
    return tuple(made)


def ordinal_panel(
    measured: Sequence[Measured], of: str, fmt: Format, points: int, seed: int = 0
) -> tuple[Panel, float]:  # fmt: skip
    """Errors over all numbers of the format, each at its ordinal; and a half-width of x that shows what happens."""
    inputs = inputs_everywhere(fmt, points, seed)
    maps = tuple(error_map(m.subject, m.oracle, fmt, inputs) for m in measured)
    ends = (float(-1 - fmt.largest), float(fmt.largest))
    place: Place = lambda x: float(fmt.ordinal(x))  # noqa: E731
    panel = Panel(
        title=f"error of {of} in ulp over all of {fmt.name}", x_label="x, at the place of its ordinal", x_range=ends,
        clouds=_clouds(maps, [[float(o) for o in worst_per_bucket(m).ordinals] for m in maps]),
        regimes=regimes(measured, place, ends), ticks=ordinal_ticks(fmt), notes=(_sampled(len(inputs), fmt),),
    )  # fmt: skip
    return panel, zoom_of(maps)


def x_panel(measured: Sequence[Measured], of: str, fmt: Format, points: int, ends: tuple[float, float]) -> Panel:
    """Errors at numbers that are equally spaced in x."""
    inputs = inputs_between(fmt, *ends, points)
    maps = tuple(error_map(m.subject, m.oracle, fmt, inputs) for m in measured)
    return Panel(
        title=f"error of {of} in ulp, {fmt.name}", x_label="x", x_range=ends,
        clouds=_clouds(maps, [list(worst_per_bucket(m).x) for m in maps]),
        regimes=regimes(measured, float, ends), notes=(_sampled(len(inputs), fmt),),
    )  # fmt: skip


def _sampled(count: int, fmt: Format) -> str:
    every = count >= 2 * fmt.largest + 2
    return f"{'all' if every else 'a sample of'} {count:,} inputs; the worst of each of up to 700 parts is drawn"


def _clouds(maps: Sequence[ErrorMap], places: Sequence[list[float]]) -> tuple[Cloud, ...]:
    kept = [worst_per_bucket(m) for m in maps]
    return tuple(
        Cloud(m.implementation, tuple(p), m.ulp, style, m.worst)
        for style, (m, p) in enumerate(zip(kept, places, strict=True))
    )


def regimes(measured: Sequence[Measured], place: Place, ends: tuple[float, float]) -> tuple[Regime, ...]:
    """A row for each defect of each implementation that is met between the ends; equal rows are one."""
    made = []
    for style, m in enumerate(measured):
        by_runs: dict[tuple[tuple[float, float], ...], list[str]] = {}
        for kind in dict.fromkeys(t.kind for t in m.broken):
            runs = tuple((t.first, t.last) for t in m.broken if t.kind == kind)
            by_runs.setdefault(runs, []).append(kind)
        for kinds in by_runs.values():
            found = [t for t in m.broken if t.kind == kinds[0]]
            if any(_inside(t, place, ends) for t in found):
                name = m.subject.name if len(measured) > 1 else ""
                made.append(_regime(found, kinds, name, place, ends, style))
    return tuple(made)


def _inside(t: Threshold, place: Place, ends: tuple[float, float]) -> bool:
    low, high = sorted((place(t.first), place(t.last)))
    return low <= ends[1] and high >= ends[0]


def _regime(
    found: Sequence[Threshold], kinds: Sequence[str], name: str, place: Place, ends: tuple[float, float], style: int
) -> Regime:  # fmt: skip
    seen = [t for t in found if _inside(t, place, ends)]
    runs = [sorted((place(t.first), place(t.last))) for t in seen]
    edges = [place(t.first) for t in seen if t.outside[0] is not None and ends[0] <= place(t.first) <= ends[1]]
    said = [SAID.get(k, k) for k in kinds]
    where = []
    for sign in "-+":
        ordered = [t for t in found if t.sign == sign]
        more = f" and {len(ordered) - 1} more runs" if len(ordered) > 2 else " and one more run"
        where += [_told(t.first) + more * (len(ordered) > 1) for t in ordered[:1]]
    label = f"{name}, {', '.join(said)}" if name else ", ".join(said)
    bars = tuple((max(a, ends[0]), min(b, ends[1])) for a, b in runs)
    return Regime(
        label, f"from x = {', '.join(where)}", bars, tuple(edges), style, tuple(t.to_json() for t in found)
    )  # fmt: skip


def _told(x: float) -> str:
    return f"{x!r} ({_short(x.hex())})".replace("-", "−")


def _short(hexadecimal: str) -> str:
    """The hexadecimal form without zeros that say nothing."""
    digits, _, exponent = hexadecimal.partition("p")
    return f"{digits.rstrip('0').rstrip('.') if '.' in digits else digits}p{exponent}"
