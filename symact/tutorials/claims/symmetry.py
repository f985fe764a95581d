"""Symmetry: σ(−x) = 1 − σ(x), and how tanh is a sigmoid."""

from __future__ import annotations

import numpy as np

from symact.numerics import find_format
from symact.numerics.formats import Array
from symact.tutorials import measured
from symact.tutorials.assertion import Assertion, Topic
from symact.tutorials.record import CONFIRMED, REFUTED, UNKNOWN, Evidence, Found, exactly, floating
from symact.tutorials.theorems import Ask, evidence, holds

NAIVE = "sigmoid/naive"
ALMOST = Ask("sigmoid(-x) == 1 - sigmoid(x) + 1/10**9")


def both_sides(dtype: str, x: Array) -> tuple[Array, Array]:
    fmt = find_format(dtype)
    left, right = measured.results(NAIVE, -x, fmt), 1 - measured.results(NAIVE, x, fmt)
    return left, right.astype(left.dtype)


def in_floats() -> Found:
    """Both sides for all binary16 numbers, as computed."""
    x = measured.every(find_format("float16"))
    left, right = both_sides("float16", x)
    differ = left != right
    worst = int(np.argmax(np.abs(left.astype(np.float64) - right.astype(np.float64))))
    values = (
        exactly("numbers at which the sides differ", int(differ.sum())), exactly("of", len(x)),
        floating("largest difference", abs(float(left[worst]) - float(right[worst]))),
        floating("at x", x[worst]),
    )  # fmt: skip
    rests = (Evidence("audit", f"{NAIVE}(-x) and 1 - {NAIVE}(x) for all {len(x):,} finite numbers of float16"),)
    remark = "For large x the right side is a small difference of numbers near 1, which has few digits or none."
    return Found(REFUTED if differ.any() else CONFIRMED, values, rests, remark=remark)


def compared() -> Found:
    """A comparison that a false identity passes as well shows nothing."""
    x = np.linspace(-10.0, 10.0, 101)
    left, right = both_sides("float64", x)
    passes, false_passes = (bool(np.allclose(left, right + add)) for add in (0.0, 1e-9))
    false = ALMOST.verdict()
    said = f"allclose at {len(x)} points of [-10, 10]: {passes} for the identity, {false_passes} for {ALMOST.claim}"
    rests = (Evidence("evaluated", said), evidence(ALMOST, false))
    gap = float(np.max(np.abs(left - right)))
    values = (floating("largest difference of the sides", gap), exactly("points", len(x)))
    if false.verdict != "REFUTED":
        return Found(UNKNOWN, values, rests)
    remark = "It makes the identity credible: a wrong one may pass, too. The theorem above is what shows it."
    return Found(REFUTED if false_passes or not passes else CONFIRMED, values, rests, remark=remark)


TOPIC = Topic("symmetry", "Symmetry, and tanh", 2, (
    Assertion(
        "sigmoid.symmetry", "σ(−x) = 1 − σ(x).", "sigmoid", "reals", "theorem",
        holds("sigmoid(-x) == 1 - sigmoid(x)"), picture="sigmoid",
    ),
    Assertion(
        "sigmoid.symmetry.floats", "In floats, too, both sides of σ(−x) = 1 − σ(x) are equal.", "sigmoid/naive",
        "floats", "exhaustive audit", in_floats,
    ),
    Assertion(
        "sigmoid.symmetry.compared", "Comparing left and right sides at sample points shows the identity.",
        "sigmoid/naive", "experiment", "experiment", compared,
    ),
    Assertion(
        "tanh.sigmoid", "tanh(x) = 2σ(2x) − 1.", "tanh/sigmoid", "reals", "theorem",
        holds("tanh(x) == 2*sigmoid(2*x) - 1"), picture="tanh",
    ),
    Assertion(
        "tanh.alike", "The graphs of tanh and σ are alike: one is the other, shifted and stretched.", "tanh/sigmoid",
        "reals", "theorem", holds("tanh(x/2) == 2*sigmoid(x) - 1", "sigmoid(x) == (1 + tanh(x/2))/2"),
    ),
    Assertion(
        "tanh.stretched_once", "It is enough to stretch upwards: tanh(x) = 2σ(x) − 1.", "tanh/sigmoid", "reals",
        "theorem", holds("tanh(x) == 2*sigmoid(x) - 1"),
    ),
    Assertion(
        "tanh.odd", "tanh(−x) = −tanh(x).", "tanh", "reals", "theorem", holds("tanh(-x) == -tanh(x)"),
    ),
))  # fmt: skip
