"""ReLU and its derivative."""

from __future__ import annotations

import numpy as np

from symact.numerics import find_format
from symact.tutorials import measured
from symact.tutorials.assertion import Assertion, Topic
from symact.tutorials.record import CONFIRMED, REFUTED, Evidence, Found, floating
from symact.tutorials.theorems import Ask, holds, holds_if


def at_zero() -> Found:
    """What the step that people write gives at 0, where there is no derivative."""
    values = []
    for dtype in measured.NUMPY:
        fmt = find_format(dtype)
        found = measured.results("relu_grad/step", np.zeros(1, dtype=fmt.carrier), fmt)
        values.append(measured.in_format("relu_grad/step(0)", float(found[0]), fmt))
    good = all(float.fromhex(str(v.hex)) == 1 for v in values)
    rests = (Evidence("evaluated", f"relu_grad/step at 0 in {', '.join(measured.NUMPY)}"),)
    return Found(CONFIRMED if good else REFUTED, tuple(values), rests, remark="A convention: a kink has no derivative.")


def at_zero_in_torch() -> Found:
    """What torch's automatic differentiation gives there."""
    import torch

    x = torch.zeros((), dtype=torch.float64, requires_grad=True)
    torch.relu(x).backward()
    slope = float(x.grad)
    values = (floating("torch's gradient of relu at 0", slope),)
    rests = (Evidence("evaluated", f"torch {torch.__version__}: relu(x).backward() at 0"),)
    remark = "Another convention: the step of the tutorials picks 1."
    return Found(CONFIRMED if slope == 1 else REFUTED, values, rests, remark=remark)


TOPIC = Topic("rectifier", "ReLU", 5, (
    Assertion(
        "relu.value", "ReLU(x) = max(x, 0) is x for x > 0 and 0 elsewhere.", "relu/where", "reals", "theorem",
        holds("Piecewise((x, x > 0), (0, True)) == relu(x)", "relu(x) == Max(x, 0)"),
    ),
    Assertion(
        "relu.slope", "ReLU′(x) = 1 for x ≥ 0.", "relu_grad/step", "reals", "theorem",
        holds_if(
            Ask("Derivative(relu(x), x) == 1", ("x >= 0",)), "x > 0: at 0 there is no derivative",
            Ask("Derivative(relu(x), x) == 1", ("x > 0",)), Ask("Derivative(relu(x), x) == 0", ("x < 0",)),
            remark="On the left of 0 the slope is 0, on the right 1.",
        ),
    ),
    Assertion(
        "relu.slope_at_0.floats", "The code of the derivative gives 1 at 0.", "relu_grad/step", "floats", "experiment",
        at_zero,
    ),
    Assertion(
        "relu.slope_at_0.torch", "torch, too, takes the derivative at 0 to be 1.", "torch.relu", "floats", "experiment",
        at_zero_in_torch, brief=False, requires=("torch",),
    ),
))  # fmt: skip
