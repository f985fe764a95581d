"""The swish, z·σ(z), as people write it, and its mended form."""

from __future__ import annotations

import numpy as np

from symact.numerics.formats import Array
from symact.numerics.formulas.record import Formula
from symact.numerics.formulas.sigmoid import Numbers, decay, floating, sigmoid_naive


def swish(z: Numbers) -> Array:
    z = np.asarray(z)
    return np.asarray(z * sigmoid_naive(z))


def swish_repaired(z: Numbers) -> Array:
    """e^z is multiplied in as two halves, h·(h·z), since z·e^z is a normal number where e^z no longer is one."""
    z = floating(z)
    h = np.exp(-np.abs(z) / 2)
    return np.asarray(np.where(z >= 0, z, h * (h * z)) / (1 + decay(z)))


FORMULAS = (
    Formula("swish", swish, "swish", claim="x*(1/(1 + exp(-x))) == swish(x, 1)", note="σ is sigmoid/naive"),
    Formula(
        "swish/repaired", swish_repaired, "swish",
        claim="Piecewise((x, x >= 0), (exp(-Abs(x)/2)*(exp(-Abs(x)/2)*x), True))/(1 + exp(-Abs(x))) == swish(x, 1)",
        mends="e^-z overflows where z·e^z is still a normal number, which becomes 0",
    ),
)  # fmt: skip
