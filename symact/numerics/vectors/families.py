"""Rows of floats at which softmax and its logarithms break, by family; each row is made again from its description.

Rows of one length make a batch, in which the families take turns: a form that looks at the whole array instead of one
row meets rows of another size there.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from symact.numerics.formats import Array, Format

LENGTHS = (1, 2, 3, 8, 17, 64, 256, 1000, 4096)
Make = Callable[[np.random.Generator, Format, int], Array]


@dataclass(frozen=True)
class Place:
    """A row: the same five words make the same numbers. `component` is the one that is meant, None for a whole row."""

    family: str
    length: int
    seed: int
    index: int
    component: int | None = None

    def to_json(self) -> dict[str, Any]:
        return {"family": self.family, "length": self.length, "seed": self.seed, "index": self.index,
                "component": self.component}  # fmt: skip

    def __str__(self) -> str:
        where = "" if self.component is None else f", component {self.component}"
        return f"{self.family}, length {self.length}, seed {self.seed}, row {self.index}{where}"


def row(place: Place, fmt: Format) -> Array:
    """The entries, as numbers of the format in its carrier dtype; without infinities its lowest number is the mask."""
    number = tuple(FAMILIES).index(place.family)
    rng = np.random.default_rng([place.seed, number, place.length, place.index])
    values = np.asarray(FAMILIES[place.family](rng, fmt, place.length), dtype=np.float64)
    top = float(fmt.maximum)
    keep = ~np.isfinite(values) if fmt.infinities else np.zeros(len(values), dtype=bool)
    return fmt.round_array(np.where(keep, values, np.clip(values, -top, top)))


def batch(length: int, count: int, seed: int) -> list[Place]:
    """So many rows of one length: the families in turn."""
    names = tuple(FAMILIES)
    return [Place(names[i % len(names)], length, seed, i) for i in range(count)]


def rows_of(length: int, share: int) -> int:
    """How many rows of a length a share of the components buys: every family at least once."""
    return max(len(FAMILIES), share // length)


# -------------------------------------------------------------------------------------------------------------------


def _random(rng: np.random.Generator, fmt: Format, n: int) -> Array:
    return rng.normal(scale=rng.choice([0.01, 1.0, 10.0, 100.0]), size=n)


def _uniform_exponents(rng: np.random.Generator, fmt: Format, n: int) -> Array:
    """Every binade alike, both signs."""
    return np.ldexp(rng.uniform(1, 2, n), rng.integers(fmt.emin, fmt.emax, n)) * rng.choice([-1.0, 1.0], n)


def _equal(rng: np.random.Generator, fmt: Format, n: int) -> Array:
    return np.full(n, float(_uniform_exponents(rng, fmt, 1)[0]))


def _huge(rng: np.random.Generator, fmt: Format, n: int) -> Array:
    """Close to the largest numbers, in which neighbours are far apart or equal."""
    return float(fmt.maximum) * (1 - rng.integers(0, 4, n) * 2.0**-fmt.p)


def _dominated(rng: np.random.Generator, fmt: Format, n: int) -> Array:
    """One entry above the others by so much that their share is about the last digit, or about to vanish."""
    gap = rng.choice([fmt.p * math.log(2), -fmt.emin * math.log(2), -fmt.q * math.log(2)])
    values = rng.normal(scale=0.5, size=n) - gap
    values[rng.integers(n)] = 0.0
    return values


def _masked(rng: np.random.Generator, fmt: Format, n: int) -> Array:
    """Some entries -inf, at least one not."""
    values = rng.normal(scale=10.0, size=n)
    mask = rng.random(n) < rng.choice([0.1, 0.5, 0.9])
    mask[rng.integers(n)] = False
    return np.where(mask, -np.inf, values)


def _all_masked(rng: np.random.Generator, fmt: Format, n: int) -> Array:
    return np.full(n, -np.inf)


def _subnormal(rng: np.random.Generator, fmt: Format, n: int) -> Array:
    """Multiples of the smallest number: every difference is subnormal."""
    return np.ldexp(rng.integers(-3, 4, n).astype(np.float64), fmt.q)


def _neighbours(rng: np.random.Generator, fmt: Format, n: int) -> Array:
    """One number and those next to it."""
    base = int(fmt.ordinals(fmt.round_array(rng.normal(scale=10.0, size=1)))[0])
    return fmt.values(base + rng.integers(-2, 3, n)).astype(np.float64)


def _underflow(rng: np.random.Generator, fmt: Format, n: int) -> Array:
    """Differences at which e^d becomes subnormal and then 0."""
    values = rng.uniform((fmt.q - 2) * math.log(2), (fmt.emin + 2) * math.log(2), n)
    values[rng.integers(n)] = 0.0
    return values


def _overflow(rng: np.random.Generator, fmt: Format, n: int) -> Array:
    """Entries at which e^x, or the sum of them, overflows without a shift."""
    top = (fmt.emax + 1) * math.log(2)
    return rng.uniform(top - 2 - math.log(n), top + 1, n)


def _ties(rng: np.random.Generator, fmt: Format, n: int) -> Array:
    """Few values, each many times."""
    return rng.choice(rng.normal(scale=5.0, size=3), n)


def _signs(rng: np.random.Generator, fmt: Format, n: int) -> Array:
    """The same size, both signs."""
    return rng.choice([-1.0, 1.0], n) * rng.choice([0.5, 20.0, (fmt.emax + 1) * math.log(2) / 2])


def _staircase(rng: np.random.Generator, fmt: Format, n: int) -> Array:
    """A ramp, up or down: the order in which the sum is taken shows."""
    return np.linspace(0.0, rng.choice([-1.0, 1.0]) * rng.uniform(1.0, 40.0), n)


def _cancelling(rng: np.random.Generator, fmt: Format, n: int) -> Array:
    """The sum of the exponentials is about 1, so its logarithm about 0."""
    values = rng.normal(scale=1.0, size=n)
    return values - math.log(float(np.exp(values).sum()))


FAMILIES: dict[str, Make] = {
    "random": _random,
    "exponents": _uniform_exponents,
    "equal": _equal,
    "huge": _huge,
    "dominated": _dominated,
    "masked": _masked,
    "all_masked": _all_masked,
    "subnormal": _subnormal,
    "neighbours": _neighbours,
    "underflow": _underflow,
    "overflow": _overflow,
    "ties": _ties,
    "signs": _signs,
    "staircase": _staircase,
    "cancelling": _cancelling,
}
