"""Random points of a region."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from symact.kernel.case import Case
from symact.kernel.linear import Constraint, Linear, combined, scaled
from symact.kernel.terms import Term, text

PLAIN = tuple(
    map(Fraction, ("0", "1", "-1", "1/2", "-1/2", "2", "-2", "3", "-3", "1/3", "5", "-5", "10", "-10", "7/3"))
)


def any_real(random: Random) -> Fraction:
    return random.choice(PLAIN) if random.random() < 0.4 else Fraction(random.randint(-400, 400), 97)


def sample(case: Case, random: Random) -> dict[Term | None, Fraction]:
    """A random point of the region, by back substitution through Fourier–Motzkin; wrong ones are found out later."""
    rows: list[Constraint] = list(case.region.constraints)
    atoms = sorted({k for form, _ in rows for k in form if k is not None}, key=text)
    for form in case.region.solved.values():
        atoms += [k for k in form if k is not None and k not in atoms]
    stack = []
    for x in atoms:
        mine = [r for r in rows if r[0].get(x)]
        stack.append((x, mine))
        low, high = [r for r in mine if r[0][x] > 0], [r for r in mine if r[0][x] < 0]
        rows = [r for r in rows if not r[0].get(x)]
        rows += [
            (combined(scaled(1 / Fraction(a[x]), a), scaled(-1 / Fraction(b[x]), b)), s or t)
            for a, s in low
            for b, t in high
        ]
        if len(rows) > 200:
            return {}
    values: dict[Term | None, Fraction] = {None: Fraction(1)}
    for x, mine in reversed(stack):
        values[x] = _between(x, mine, values, random)
    for atom, form in case.region.solved.items():
        values[atom] = sum((Fraction(c) * values.get(k, Fraction(0)) for k, c in form.items()), Fraction(0))
    return values


def _between(x: Term, rows: list[Constraint], values: dict[Term | None, Fraction], random: Random) -> Fraction:
    def bound(form: Linear) -> Fraction:
        return -sum((Fraction(c) * values[k] for k, c in form.items() if k is not x), Fraction(0)) / Fraction(form[x])

    low = max((bound(f) for f, _ in rows if f[x] > 0), default=None)
    high = min((bound(f) for f, _ in rows if f[x] < 0), default=None)
    if low is not None and high is not None:
        return low + (high - low) * Fraction(random.choice((16, 32, 48, random.randint(1, 95))), 96)
    step = Fraction(random.choice((1, 2, 10, random.randint(1, 400))), random.choice((1, 1, 2, 7, 10**4)))
    if low is None and high is None:
        return any_real(random)
    return low + step if low is not None else high - step if high is not None else step
