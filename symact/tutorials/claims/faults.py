"""Two faults that only use shows: integers in, integers out; and an attribute that is overwritten."""

from __future__ import annotations

from typing import Any

import numpy as np

from symact.numerics.formulas import FORMULAS, ROW_FORMULAS, Formula, formula
from symact.numerics.formulas.layers import LAYERS
from symact.tutorials import measured
from symact.tutorials.assertion import Assertion, Topic
from symact.tutorials.record import CONFIRMED, REFUTED, UNKNOWN, Evidence, Found, exactly, floating
from symact.tutorials.theorems import Ask, Decide, evidence, value

INTEGERS = tuple(range(-3, 4))
INPUTS: dict[str, Any] = {
    "a list": [0.5, -1.0], "a number": 0.5, "integers": np.arange(-3, 4), "an array of two axes": np.ones((2, 3)),
    "an empty array": np.empty(0), "half precision": np.ones(3, dtype=np.float16),
}  # fmt: skip
CALLS = 3
CLOSE = 0.01  # what half precision, in which NumPy computes with small integers, may be off
UNSIGNED = tuple(range(4))
WHY = {
    "int64": "zeros_like takes the dtype of the input, so results are cut off to integers.",
    "uint8": "−x of an unsigned integer is 256 − x, so its exponential is that of another number.",
}


def with_integers(name: str, numbers: tuple[int, ...] = INTEGERS, dtype: str = "int64") -> Decide:
    """The formula at integers, against the same numbers as floats."""

    def decide() -> Found:
        code = formula(name).function
        given = measured.quiet(code, np.asarray(numbers, dtype=dtype))
        wanted = code(np.asarray(numbers, dtype=np.float64))
        off = np.abs(np.asarray(given, dtype=np.float64) - wanted)
        k = int(np.argmax(off))
        values = (
            floating(f"{name}({numbers[k]}) of an array of {dtype}", float(given[k])),
            floating(f"{name}({numbers[k]}) of an array of floats", float(wanted[k])),
            value(f"σ({numbers[k]})", "sigmoid", numbers[k]),
            exactly(f"integers of {len(numbers)} with another result", int((off > CLOSE).sum())),
        )
        rests = (Evidence("evaluated", f"{name} of {list(numbers)} in {dtype}: {given.tolist()}, of {given.dtype}"),)
        bad = bool((off > CLOSE).any())
        return Found(REFUTED if bad else CONFIRMED, values, rests, remark=WHY.get(dtype, "") if bad else "")

    return decide


def called_again(name: str) -> Decide:
    """Repeated calls of backward after one of forward, at 0 and for a row of numbers."""

    def decide() -> Found:
        x, error = np.linspace(-3.0, 3.0, 7), np.ones(7)
        layer = LAYERS[name]()
        layer.forward(x)
        calls = [layer.backward(error) for _ in range(CALLS)]
        differ = any((call != calls[0]).any() for call in calls)
        middle = len(x) // 2
        values = tuple(floating(f"gradient at 0, call {k}", float(c[middle])) for k, c in enumerate(calls, 1))
        rests = [Evidence("evaluated", f"{name}: {CALLS} calls of backward after one of forward, at {x.tolist()}")]
        if not name.endswith("/repaired"):
            ask = _ask(formula(f"{name}/again"))
            verdict = ask.verdict()
            rests.append(evidence(ask, verdict))
            if verdict.verdict == "UNKNOWN":
                return Found(UNKNOWN, values, tuple(rests))
        remark = "The attribute that held the activation holds the slope from the first call on." if differ else ""
        return Found(REFUTED if differ else CONFIRMED, values, tuple(rests), remark=remark)

    return decide


def mended(name: str) -> Decide:
    """The repaired sibling: proved equal to the function, audited, and used in the way that broke the other."""

    def decide() -> Found:
        f = formula(name)
        ask = _ask(f)
        verdict = ask.verdict()
        used = (called_again if name in LAYERS else with_integers)(name)()
        made = [measured.audit(name, dtype) for dtype in measured.NUMPY]
        rests = (evidence(ask, verdict), *used.evidence, *map(measured.of_audit, made))
        if verdict.verdict == "UNKNOWN":
            return Found(UNKNOWN, used.values, rests)
        good = verdict.verdict == "PROVED" and used.verdict == CONFIRMED and not any(a.nonfinite for a in made)
        return Found(CONFIRMED if good else REFUTED, used.values, rests, remark=f"Mended: {f.mends}.")

    return decide


def _ask(f: Formula) -> Ask:
    return Ask(f.claim, f.assume, f.variables)


def accepted() -> Found:
    """What every formula of one number is given: lists, scalars, integers, arrays of any shape, half precision."""
    values, refused = [], []
    names = [f.name for f in FORMULAS if not f.requires]
    for what, given in INPUTS.items():
        for name in names:
            try:
                found = measured.quiet(formula(name).function, given)
            except (TypeError, ValueError) as error:
                refused.append(f"{name} of {what}: {error}")
                continue
            if np.shape(found) != np.shape(given):
                refused.append(f"{name} of {what}: shape {np.shape(found)}")
        values.append(exactly(f"formulas that take {what}", len(names) - sum(f" of {what}:" in r for r in refused)))
    said = f"{len(names)} formulas, {len(INPUTS)} kinds of input" + "".join(f"; {r}" for r in refused)
    return Found(REFUTED if refused else CONFIRMED, tuple(values), (Evidence("evaluated", said),))


def along_axes() -> Found:
    """Formulas of rows along every axis of an array of three, against the last axis of the same array, turned."""
    z = np.random.default_rng(measured.SEED).normal(0, 1, (2, 3, 4))
    off, tried = [], 0
    for f in ROW_FORMULAS:
        takes_labels = f.name.startswith("softmax_xent_grad")
        for axis in (0, 1, 2, -1, -2, -3):
            turned = np.moveaxis(z, axis, -1)
            labels = ([np.ones_like(z)] * takes_labels, [np.ones_like(turned)] * takes_labels)
            found = f.function(z, *labels[0], axis=axis)
            wanted = f.function(turned, *labels[1], axis=-1)
            wanted = wanted if f.name.startswith("softmax_grad/jacobian") else np.moveaxis(wanted, -1, axis)
            tried += 1
            if found.shape != wanted.shape or not np.allclose(found, wanted, rtol=1e-12):
                off.append(f"{f.name}, axis {axis}")
    said = (
        f"{len(ROW_FORMULAS)} formulas of rows along 6 axes of an array of shape {z.shape}; otherwise: {off or 'none'}"
    )
    values = (exactly("pairs of formula and axis", tried), exactly("of these otherwise", len(off)))
    return Found(REFUTED if off else CONFIRMED, values, (Evidence("evaluated", said),))


TOPIC = Topic("faults", "Two faults that only use shows", 12, (
    Assertion(
        "fault.inputs", "The formulas take lists, numbers, integers, arrays of any shape and half precision.", "*",
        "floats", "experiment", accepted,
    ),
    Assertion(
        "fault.axes", "Formulas of rows work along any axis.", "softmax/*", "floats", "experiment", along_axes,
    ),
    Assertion(
        "fault.integers", "The form with masks may be given integers.", "sigmoid/masked", "floats", "experiment",
        with_integers("sigmoid/masked"),
    ),
    Assertion(
        "fault.integers.mended", "Mended, it may, and is still the sigmoid.", "sigmoid/masked/repaired", "floats",
        "theorem", mended("sigmoid/masked/repaired"),
    ),
    Assertion(
        "fault.unsigned", "The textbook form may be given unsigned integers.", "sigmoid/naive", "floats", "experiment",
        with_integers("sigmoid/naive", UNSIGNED, "uint8"),
    ),
    Assertion(
        "fault.unsigned.mended", "Mended, it may.", "sigmoid/naive/repaired", "floats", "experiment",
        with_integers("sigmoid/naive/repaired", UNSIGNED, "uint8"),
    ),
    Assertion(
        "fault.overwritten", "backward of the layer may be called again.", "layer/sigmoid", "floats", "experiment",
        called_again("layer/sigmoid"),
    ),
    Assertion(
        "fault.overwritten.tanh", "That of the tanh layer, too.", "layer/tanh", "floats", "experiment",
        called_again("layer/tanh"),
    ),
    Assertion(
        "fault.overwritten.mended", "Mended, the layer may, and gives the derivative.", "layer/sigmoid/repaired",
        "floats", "theorem", mended("layer/sigmoid/repaired"),
    ),
    Assertion(
        "fault.overwritten.tanh.mended", "So does the tanh layer.", "layer/tanh/repaired", "floats", "theorem",
        mended("layer/tanh/repaired"),
    ),
))  # fmt: skip
