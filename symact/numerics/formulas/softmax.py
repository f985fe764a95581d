"""Softmax, its logarithm and its derivatives as people write them, along any axis, and their mended forms."""

from __future__ import annotations

import numpy as np

from symact.numerics.formats import Array
from symact.numerics.formulas.record import Formula
from symact.numerics.formulas.sigmoid import Numbers


def softmax_naive(z: Numbers, axis: int = -1) -> Array:
    """Without a shift."""
    e = np.exp(np.asarray(z))
    return np.asarray(e / e.sum(axis=axis, keepdims=True))


def softmax_shifted(z: Numbers, axis: int = -1) -> Array:
    """Minus the maximum along the axis."""
    z = np.asarray(z)
    return softmax_naive(z - z.max(axis=axis, keepdims=True), axis)


def softmax_global_max(z: Numbers, axis: int = 0) -> Array:
    """Minus the maximum of the whole array, so that its other rows have a say; the sum is over axis 0."""
    z = np.asarray(z)
    return softmax_naive(z - z.max(), axis)


def softmax_temperature(z: Numbers, T: float = 2.0, axis: int = -1) -> Array:
    """softmax(z/T), shifted after the division."""
    z = np.asarray(z)
    return softmax_shifted(z / T, axis)


def softmax_temperature_repaired(z: Numbers, T: float = 2.0, axis: int = -1) -> Array:
    """Shifted before the division: the largest entry is 0, and no quotient overflows upwards."""
    z = np.asarray(z)
    return softmax_naive((z - z.max(axis=axis, keepdims=True)) / T, axis)


def log_softmax_naive(z: Numbers, axis: int = -1) -> Array:
    """The logarithm of the softmax."""
    return np.asarray(np.log(softmax_naive(z, axis)))


def log_softmax_log(z: Numbers, axis: int = -1) -> Array:
    """The logarithm of the shifted softmax."""
    return np.asarray(np.log(softmax_shifted(z, axis)))


def log_softmax_shifted(z: Numbers, axis: int = -1) -> Array:
    """The stable form: d - log Σ e^d with d = z minus its maximum."""
    z = np.asarray(z)
    shifted = z - z.max(axis=axis, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True)))


def log_softmax_repaired(z: Numbers, axis: int = -1) -> Array:
    """d - log(1 + Σ e^d without the largest entry), by `log1p`: the largest component may be about 0."""
    z = np.asarray(z)
    shifted = z - z.max(axis=axis, keepdims=True)
    e = np.exp(shifted)
    np.put_along_axis(e, np.expand_dims(z.argmax(axis=axis), axis), 0, axis=axis)
    return np.asarray(shifted - np.log1p(e.sum(axis=axis, keepdims=True)))


def softmax_grad_diagonal(z: Numbers, axis: int = -1) -> Array:
    """s(1 - s) elementwise, used as if it were the Jacobian, whose diagonal it is."""
    s = softmax_shifted(z, axis)
    return np.asarray(s * (1 - s))


def softmax_grad_jacobian(z: Numbers, axis: int = -1) -> Array:
    """diag(s) - s sᵀ: the axis becomes the last two, component by variable."""
    s = np.moveaxis(softmax_shifted(z, axis), axis, -1)
    return np.asarray(s[..., :, None] * np.eye(s.shape[-1], dtype=s.dtype) - s[..., :, None] * s[..., None, :])


def softmax_grad_jacobian_repaired(z: Numbers, axis: int = -1) -> Array:
    """On the diagonal s_i times the sum of the other components, which loses nothing where s_i is about 1."""
    s = np.moveaxis(softmax_shifted(z, axis), axis, -1)
    off = s[..., :, None] * s[..., None, :] * (1 - np.eye(s.shape[-1], dtype=s.dtype))
    return np.asarray(off.sum(axis=-1)[..., :, None] * np.eye(s.shape[-1], dtype=s.dtype) - off)


def softmax_xent_grad(z: Numbers, y: Numbers, axis: int = -1) -> Array:
    """s - y, the gradient of the cross-entropy of softmax(z) and the labels y, of the shape of z."""
    return np.asarray(softmax_shifted(z, axis) - np.asarray(y))


def softmax_xent_grad_repaired(z: Numbers, y: Numbers, axis: int = -1) -> Array:
    """s·(1 - y) - y·(the sum of the other components), which is s - y and loses nothing where both are about 1."""
    s = np.moveaxis(softmax_shifted(z, axis), axis, -1)
    labels = np.moveaxis(np.broadcast_to(np.asarray(y, dtype=s.dtype), np.asarray(z).shape), axis, -1)
    others = s @ (1 - np.eye(s.shape[-1], dtype=s.dtype))
    return np.moveaxis(s * (1 - labels) - labels * others, -1, axis)


VECTOR = {"z": "vector", "i": "index"}
PAIR = {**VECTOR, "j": "index"}
SHIFT = "exp(z[i] - c)/Sum(exp(z[k] - c), (k, 1, n)) == softmax(i, z)"
TEMPERATURE = "exp(z[i]/T)/Sum(exp(z[k]/T), (k, 1, n)) == softmax(i, z/T)"
SLOPE = "Derivative(softmax(i, z), z[j])"
FORMULAS = (
    Formula(
        "softmax/naive", softmax_naive, "softmax", claim="exp(z[i])/Sum(exp(z[k]), (k, 1, n)) == softmax(i, z)",
        variables=VECTOR,
    ),
    Formula(
        "softmax/naive/repaired", softmax_shifted, "softmax", claim=SHIFT, variables=VECTOR,
        mends="e^z overflows, and inf/inf is nan; where every e^z is 0 it is 0/0",
    ),
    Formula("softmax/shifted", softmax_shifted, "softmax", claim=SHIFT, variables=VECTOR, note="c is the maximum"),
    Formula(
        "softmax/global_max", softmax_global_max, "softmax", claim=SHIFT, variables=VECTOR,
        note="c is the maximum of the whole array; along axis 0 unless told otherwise",
    ),
    Formula(
        "softmax/global_max/repaired", softmax_shifted, "softmax", claim=SHIFT, variables=VECTOR,
        mends="a row far below the largest entry of another row is 0/0",
    ),
    Formula(
        "softmax/temperature", softmax_temperature, "softmax", claim=TEMPERATURE,
        variables={**VECTOR, "T": "positive"}, note="T is 2 unless told otherwise",
    ),
    Formula(
        "softmax/temperature/repaired", softmax_temperature_repaired, "softmax",
        claim="exp((z[i] - c)/T)/Sum(exp((z[k] - c)/T), (k, 1, n)) == softmax(i, z/T)",
        variables={**VECTOR, "T": "positive"}, mends="z/T overflows for a small T",
    ),
    Formula(
        "log_softmax", log_softmax_shifted, "log_softmax", variables=VECTOR,
        claim="z[i] - c - log(Sum(exp(z[k] - c), (k, 1, n))) == log_softmax(i, z)", note="c is the maximum",
    ),
    Formula(
        "log_softmax/repaired", log_softmax_repaired, "log_softmax", variables=PAIR, note="z[j] is the maximum",
        claim="z[i] - z[j] - log(1 + Sum(exp(z[k] - z[j])*(1 - KroneckerDelta(j, k)), (k, 1, n))) == log_softmax(i, z)",
        mends="the logarithm of a sum that is about 1 has lost all digits",
    ),
    Formula(
        "softmax_grad/diagonal", softmax_grad_diagonal, "softmax", 1, variables=PAIR, expect="REFUTED",
        claim=f"softmax(i, z)*(1 - softmax(i, z)) == {SLOPE}", note="the diagonal alone",
    ),
    Formula(
        "softmax_grad/jacobian", softmax_grad_jacobian, "softmax", 1, variables=PAIR,
        claim=f"softmax(i, z)*KroneckerDelta(i, j) - softmax(i, z)*softmax(j, z) == {SLOPE}",
    ),
    Formula(
        "softmax_grad/jacobian/repaired", softmax_grad_jacobian_repaired, "softmax", 1, variables=PAIR,
        claim="Sum(softmax(i, z)*softmax(k, z)*(1 - KroneckerDelta(i, k)), (k, 1, n))*KroneckerDelta(i, j)"
        f" - softmax(i, z)*softmax(j, z)*(1 - KroneckerDelta(i, j)) == {SLOPE}",
        mends="s - s² has lost all digits where s is about 1",
    ),
    Formula(
        "softmax_xent_grad", softmax_xent_grad, "softmax", 1, variables=PAIR,
        claim="softmax(i, z) - KroneckerDelta(i, j) == Derivative(-log(softmax(j, z)), z[i])",
        note="of the cross-entropy -Σ y log softmax(z); the claim is for y that is 1 at component j and 0 elsewhere",
    ),
    Formula(
        "softmax_xent_grad/repaired", softmax_xent_grad_repaired, "softmax", 1, variables=PAIR,
        claim="softmax(i, z)*(1 - KroneckerDelta(i, j)) - KroneckerDelta(i, j)*Sum(softmax(k, z)*(1 - "
        "KroneckerDelta(i, k)), (k, 1, n)) == Derivative(-log(softmax(j, z)), z[i])",
        mends="s - y has lost all digits where both are about 1", note="for labels whose sum is 1",
    ),
)  # fmt: skip
