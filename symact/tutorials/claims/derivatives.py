"""The derivative of the sigmoid, of tanh and of swish: formulas, the largest value, and what is left of it far out."""

from __future__ import annotations

from fractions import Fraction

from symact.numerics import find_format
from symact.tutorials import measured
from symact.tutorials.assertion import Assertion, Topic
from symact.tutorials.record import CONDITIONAL, CONFIRMED, REFUTED, UNKNOWN, Evidence, Found, Value, exactly
from symact.tutorials.theorems import Ask, evidence, highest, holds, value

PRODUCT = "sigmoid_grad/product"
SLOPE = "Derivative(sigmoid(x), x)"
OUTSIDE = ("Or(x < -5, x > 5)",)
FAR = 5


def nearly_zero(exact: Ask, bound: Ask, far: Value, whole: Value, what: str) -> Found:
    """`exact` says 0 where tutorials say "nearly 0"; `bound` says how much is meant."""
    asked = exact.verdict(), bound.verdict()
    rests = tuple(evidence(a, v) for a, v in zip((exact, bound), asked, strict=True))
    share = ratio(far, whole)
    values = (far, whole, exactly("bound, as a part of the largest value", share))
    if "UNKNOWN" in (v.verdict for v in asked) or asked[1].verdict == "REFUTED":
        return Found(UNKNOWN, values, rests)
    if asked[0].verdict == "PROVED":
        return Found(CONFIRMED, values, rests)
    return Found(
        CONDITIONAL, values, rests, f"“nearly” allows {float(far.decimal):.3g}, {float(100 * share):.2g} % of {what}"
    )


def ratio(part: Value, whole: Value) -> Fraction:
    """To five digits, upwards."""
    high, low = part.high or Fraction(str(part.exact)), whole.low or Fraction(str(whole.exact))
    return Fraction(-(-high * 10**5 // low), 10**5)


def slope_far() -> Found:
    return nearly_zero(
        Ask(f"{SLOPE} == 0", OUTSIDE), Ask(f"{SLOPE} < sigmoid({FAR})*(1 - sigmoid({FAR}))", OUTSIDE),
        value(f"σ′({FAR})", "sigmoid", FAR, 1), value("σ′(0)", "sigmoid", 0, 1), "its largest value",
    )  # fmt: skip


def value_far() -> Found:
    return nearly_zero(
        Ask("sigmoid(x) == 0", (f"x < -{FAR}",)), Ask(f"sigmoid(x) < sigmoid(-{FAR})", (f"x < -{FAR}",)),
        value(f"σ(−{FAR})", "sigmoid", -FAR), exactly("limit of σ", 1), "the range; on the right it is 1 that is near",
    )  # fmt: skip


def vanishes() -> Found:
    """From which float on s(1 − s) is 0, while the derivative of no float is."""
    never = Ask(f"{SLOPE} > 0")
    verdict = never.verdict()
    values, rests = [], [evidence(never, verdict)]
    for dtype in measured.NUMPY:
        for t in measured.breaks(PRODUCT, dtype, ("false_zero",)):
            if t.sign == "+":
                values.append(measured.in_format("s(1 − s) is 0 from x", t.first, find_format(dtype)))
                rests.append(measured.of_threshold(PRODUCT, dtype, t))
    if verdict.verdict == "UNKNOWN":
        return Found(UNKNOWN, tuple(values), tuple(rests))
    rests.append(Evidence("threshold", f"searched in {', '.join(measured.NUMPY)}, for positive x"))
    remark = "There s has been rounded to 1. σ(x)σ(−x), equal over the reals, keeps the digits."
    return Found(CONFIRMED if values else REFUTED, tuple(values), tuple(rests), remark=remark)


TOPIC = Topic("derivatives", "Derivatives", 3, (
    Assertion(
        "sigmoid.slope", "σ′ = σ(1 − σ) = e^(−x)/(1 + e^(−x))² = σ(x)σ(−x).", "sigmoid_grad/*", "reals", "theorem",
        holds(
            f"{SLOPE} == sigmoid(x)*(1 - sigmoid(x))", f"{SLOPE} == exp(-x)/(1 + exp(-x))**2",
            f"{SLOPE} == sigmoid(x)*sigmoid(-x)",
        ), picture="sigmoid_slope",
    ),
    Assertion(
        "sigmoid.slope_max", "σ′ is at most 0.25, and is 0.25 only at 0.", "sigmoid_grad/product", "reals", "theorem",
        holds(
            f"{SLOPE} <= 1/4", Ask(f"{SLOPE} == 1/4", ("x == 0",)), Ask("x == 0", (f"{SLOPE} == 1/4",)),
            values=lambda: highest("largest σ′", "sigmoid", 1),
        ), picture="sigmoid_slope",
    ),
    Assertion(
        "sigmoid.slope_far", "The gradient is near 0 for |x| > 5.", "sigmoid_grad/product", "reals", "theorem",
        slope_far, picture="sigmoid_slope",
    ),
    Assertion(
        "sigmoid.value_far", "σ is nearly 0 to the left of −5.", "sigmoid", "reals", "theorem", value_far,
    ),
    Assertion(
        "sigmoid.slope_vanishes.floats", "For large x the gradient s(1 − s) is exactly 0.", "sigmoid_grad/product",
        "floats", "exact threshold", vanishes,
    ),
    Assertion(
        "sigmoid.slope_smooth", "The derivative is smooth, without jumps: |σ″| ≤ 1/(6√3) everywhere.", "sigmoid",
        "reals", "theorem",
        holds(
            "Derivative(sigmoid(x), (x, 2)) == sigmoid(x)*(1 - sigmoid(x))*(1 - 2*sigmoid(x))",
            "Derivative(sigmoid(x), (x, 2))**2 <= 1/108",
            Ask("Derivative(sigmoid(x), (x, 2)) == 1/(6*sqrt(3))", ("x == -log(2 + sqrt(3))",)),
            values=lambda: highest("largest σ″", "sigmoid", 2),
            remark="1/108 is the square of 1/(6√3); the bound is taken.",
        ), picture="sigmoid_slope",
    ),
    Assertion(
        "tanh.slope", "tanh′ = 1 − t² = (1 + t)(1 − t) = 1 − (e^x − e^(−x))²/(e^x + e^(−x))².", "tanh_grad/*", "reals",
        "theorem",
        holds(
            "Derivative(tanh(x), x) == 1 - tanh(x)**2", "Derivative(tanh(x), x) == (1 + tanh(x))*(1 - tanh(x))",
            "Derivative(tanh(x), x) == 1 - (exp(x) - exp(-x))**2/(exp(x) + exp(-x))**2",
            values=lambda: highest("largest tanh′", "tanh", 1),
        ), picture="tanh",
    ),
    Assertion(
        "swish.slope", "swish(x) = x·σ(x) has the derivative σ(x) + x·σ(x)(1 − σ(x)).", "swish", "reals", "theorem",
        holds("Derivative(x*sigmoid(x), x) == sigmoid(x) + x*sigmoid(x)*(1 - sigmoid(x))"),
    ),
))  # fmt: skip
