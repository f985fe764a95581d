"""What `symact verify` does, as data: which formats, how many inputs, which thresholds and pictures."""

from __future__ import annotations

from dataclasses import dataclass

from symact.activations import Activation, catalogue


@dataclass(frozen=True)
class Series:
    """Audits of the naive and the stable forms in one format, of a sample or, with `points` None, of all inputs."""

    dtype: str
    derivative: int
    points: int | None


@dataclass(frozen=True)
class Plan:
    """`thresholds` are (name, derivative), of the naive form in float64; `pictures` are names, too.

    `claims` says which statements of tutorials are adjudicated: `all`, the `brief` ones, or `none`.
    """

    name: str
    series: tuple[Series, ...]
    thresholds: tuple[tuple[str, int], ...]
    samples: int
    pictures: tuple[str, ...]
    picture_points: int
    claims: str = "none"


def core() -> list[Activation]:
    return [e for e in catalogue().values() if e.core]


def audited() -> list[Activation]:
    """The functions of the core set that are audited: those of one real variable."""
    return [e for e in core() if not e.of_vector and len(e.variables) == 1]


def full() -> Plan:
    names = tuple(e.name for e in audited())
    series = (
        Series("float64", 0, 6000), Series("float32", 0, 4000), Series("float16", 0, None), Series("bfloat16", 0, 4000),
        Series("float64", 1, 4000), Series("float16", 1, 4000),
    )  # fmt: skip
    broken = ("sigmoid", "tanh", "softplus", "silu", "gelu")
    thresholds = (*((name, 0) for name in broken), ("sigmoid", 1), ("silu", 1))
    return Plan("full", series, thresholds, 1000, names, 3000, "all")


def quick() -> Plan:
    series = (Series("float64", 0, 2000), Series("float16", 0, 2000), Series("float64", 1, 1000))
    return Plan("quick", series, (("sigmoid", 0), ("sigmoid", 1)), 1000, ("sigmoid", "gelu"), 1500, "brief")
