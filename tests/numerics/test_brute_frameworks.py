"""Audits of torch, JAX and NumPy beside a plain loop over every bfloat16 by mpmath, which shares no code with them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec

import mpmath
import numpy as np
import pytest

from symact.numerics import accuracy

mp = mpmath.MPContext()
mp.prec = 160
Real = Callable[..., mpmath.mpf]
SMALLEST, HALF_QUANTUM = mp.mpf(2) ** -126, mp.mpf(2) ** -134
OVERFLOW = mp.mpf(2) ** 127 * (2 - mp.mpf(2) ** -8)
# -800 < x < 800 is left to mpmath; beyond, these functions are their asymptotes to more bits than bfloat16 has.
TRUTHS: dict[tuple[str, int], tuple[Real, Real, Real]] = {
    ("sigmoid", 1): (lambda x: 1 / ((1 + mp.exp(x)) * (1 + mp.exp(-x))), lambda x: mp.mpf(0), lambda x: mp.mpf(0)),
    ("silu", 0): (lambda x: x / (1 + mp.exp(-x)), lambda x: mp.mpf(0), lambda x: x),
    ("gelu", 0): (lambda x: x * mp.ncdf(x), lambda x: mp.mpf(0), lambda x: x),
    ("softplus", 0): (lambda x: max(x, 0) + mp.log1p(mp.exp(-abs(x))), lambda x: mp.mpf(0), lambda x: x),
}


def every_bfloat16() -> np.ndarray:
    patterns = np.arange(0x7F80, dtype=np.uint32)
    return np.concatenate([patterns, patterns | 0x8000]).astype(np.uint32) << np.uint32(16)


@cache
def truths(name: str, derivative: int) -> list[mpmath.mpf]:
    middle, left, right = TRUTHS[name, derivative]
    values = every_bfloat16().view(np.float32).tolist()
    return [(left if x < -800 else right if x > 800 else middle)(mp.mpf(x)) for x in values]


def naive(name: str, derivative: int, x: np.ndarray) -> np.ndarray:
    """In binary32, rounded to bfloat16 by adding half a unit of the last place to the pattern."""
    with np.errstate(all="ignore"):
        if name == "silu":
            y = x / (1 + np.exp(-x))
        else:
            y = np.log(np.exp(x) + 1)
    return rounded(y)


def rounded(y: np.ndarray) -> np.ndarray:
    bits = y.astype(np.float32).view(np.uint32)
    nearest = (bits + np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1))) & np.uint32(0xFFFF0000)
    return np.where(np.isnan(y), bits, nearest).astype(np.uint32).view(np.float32)


def by_torch(name: str, derivative: int, x: np.ndarray) -> np.ndarray:
    import torch

    t = torch.from_numpy(x).to(torch.bfloat16).requires_grad_()
    y = getattr(torch.nn.functional, name)(t)
    if derivative:
        (y,) = torch.autograd.grad(y.sum(), t)
    return y.detach().float().numpy()


def by_jax(name: str, derivative: int, x: np.ndarray) -> np.ndarray:
    import jax

    f = {"gelu": lambda t: jax.nn.gelu(t, approximate=False)}.get(name, getattr(jax.nn, name))
    f = jax.vmap(jax.grad(f)) if derivative else f
    return np.asarray(f(jax.numpy.asarray(x).astype(jax.numpy.bfloat16)).astype(jax.numpy.float32))


def ulp(y: mpmath.mpf) -> mpmath.mpf:
    return mp.mpf(2) ** (max(mp.mag(y) - 1, -126) - 7) if y else mp.mpf(2) ** -133


FORMS = {"naive": (naive, "numpy"), "torch": (by_torch, "torch"), "jax": (by_jax, "jax")}
CASES = [
    ("sigmoid", 1, "torch"), ("sigmoid", 1, "jax"), ("gelu", 0, "torch"), ("gelu", 0, "jax"), ("silu", 0, "naive"),
    ("softplus", 0, "jax"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("name", "derivative", "impl"), CASES)
def test_every_bfloat16(name: str, derivative: int, impl: str) -> None:
    form, package = FORMS[impl]
    if find_spec(package) is None:
        pytest.skip(f"not installed: {package}")
    values = every_bfloat16().view(np.float32)
    counts: Counter[str] = Counter()
    worst = worst_20 = mp.mpf(0)
    results = form(name, derivative, values.copy()).tolist()
    for x, r, y in zip(values.tolist(), results, truths(name, derivative), strict=True):
        if abs(y) >= OVERFLOW:
            counts["missing_overflow"] += math.isfinite(r)
            counts["nonfinite"] += not math.isfinite(r) and (math.isnan(r) or (r > 0) != (y > 0))
        elif not math.isfinite(r):
            counts["nonfinite"] += 1
        else:
            error = abs(r - y) / ulp(y)
            worst = max(worst, error)
            worst_20 = max(worst_20, error) if abs(x) <= 20 else worst_20
            counts["correctly_rounded"] += mp.nint(y / ulp(y)) * ulp(y) == r
            counts["false_zero"] += r == 0 and abs(y) > HALF_QUANTUM
            counts["wrong_sign"] += r * mp.sign(y) < 0
    audit = accuracy(impl, name, "bfloat16", derivative, behaviour=False)
    for key in ("missing_overflow", "nonfinite", "correctly_rounded", "false_zero", "wrong_sign"):
        assert getattr(audit, key) == counts[key], key
    assert (audit.undecided, audit.points) == (0, len(values))
    for bounds, found in ((audit.max_ulp, worst), (audit.max_ulp_20, worst_20)):
        assert bounds is not None
        low, high = (mp.mpf(v.numerator) / v.denominator for v in bounds)
        assert low <= found <= high
