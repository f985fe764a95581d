"""Advice about speed, as ratios of one run, and what it costs in accuracy."""

from __future__ import annotations

from functools import partial

from symact.tutorials.assertion import Assertion, Topic
from symact.tutorials.measured import up
from symact.tutorials.record import CONDITIONAL, CONFIRMED, REFUTED, UNKNOWN, Evidence, Found, Value, between, floating
from symact.tutorials.timing import TIPS, Cost, Ratio, Timed, timed

REPEATS, POINTS = 7, 600
MARGIN = 1.05  # a ratio that three quarters of the pairs exceed: less is noise
STATEMENTS = {
    "vectorise": "Vectorise: NumPy is faster than a loop over math.exp.",
    "preallocate": "Preallocate: writing into an array that is there already is faster.",
    "jit": "Compile: a loop jitted with numba is faster than NumPy.",
    "half": "Use half precision: it is faster.",
    "reuse": "Reuse s: the derivative needs no second exponential, so it is faster.",
    "maximum": "Exponentials make the sigmoid slow: ReLU by np.maximum is faster.",
    "no_exponential": "ReLU by np.where, which has no exponential either, is faster, too.",
}


def helps(r: Ratio) -> bool:
    return r.quartiles[0] > MARGIN


def judged(name: str) -> Found:
    """Confirmed when it helps at every size, refuted when at none, else conditional on the size."""
    t = timed(name, repeats=REPEATS, points=POINTS)
    if t.absent is not None:
        return Found(UNKNOWN, remark=t.absent)
    values = [*_of_ratios(t.ratios), *(v for c in t.costs for v in _of_cost(c))]
    rests = (_evidence(t), *(_audited(c) for c in t.costs))
    good = [r.size for r in t.ratios if helps(r)]
    remark = _cost_in_words(t)
    if len(good) == len(t.ratios):
        return Found(CONFIRMED, tuple(values), rests, remark=remark)
    if not good:
        return Found(REFUTED, tuple(values), rests, remark=remark)
    condition = f"the array has {' or '.join(f'{n:,}' for n in good)} numbers, of the sizes that were timed"
    return Found(CONDITIONAL, tuple(values), rests, condition, remark)


def _of_ratios(ratios: tuple[Ratio, ...]) -> list[Value]:
    """The medians first: a ratio above 1 means that the advice helps."""
    named = [(f"times as fast at length {r.size:,}", r) for r in ratios]
    medians = [floating(f"{name}, median of {r.repeats} pairs", round(r.median, 3)) for name, r in named]
    quartiles = [
        floating(f"{name}, {which} quartile", round(r.quartiles[k], 3))
        for name, r in named
        for k, which in enumerate(("lower", "upper"))
    ]
    return [*medians, *quartiles]


def _of_cost(c: Cost) -> list[Value]:
    return [between(f"largest error of {c.name} for |x| ≤ 20, {c.dtype}", *c.max_ulp_20, unit="ulp")]


def _audited(c: Cost) -> Evidence:
    most = f"at most {up(c.max_ulp[1])} ulp, {up(c.max_ulp_20[1])} for |x| <= 20"
    return Evidence("audit", f"{c.name} in {c.dtype}, {c.points:,} inputs: {most}; {c.nonfinite} not finite")


def _evidence(t: Timed) -> Evidence:
    sizes = ", ".join(f"{r.size:,}" for r in t.ratios)
    return Evidence("timing", f"{t.tip.statement}: both in turn in one run, arrays of {sizes}, by {t.clock}")


def _cost_in_words(t: Timed) -> str:
    before, after = (c.max_ulp_20[1] * c.ulp for c in t.costs)
    if after > 2 * before:
        return (
            f"It costs accuracy: the largest error grows by a factor of {float(f'{float(after / before):.1g}'):,.0f}."
        )
    return ""


TOPIC = Topic("performance", "Performance", 11, tuple(
    Assertion(
        f"performance.{name}", statement, name, "timing",
        "timing", partial(judged, name), brief=False, requires=TIPS[name].requires,
    )
    for name, statement in STATEMENTS.items()
))  # fmt: skip
