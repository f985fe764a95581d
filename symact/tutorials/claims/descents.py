"""The descent on the sigmoid: the printed number of steps, and what it hangs on."""

from __future__ import annotations

from fractions import Fraction

from symact.tutorials.assertion import Assertion, Topic
from symact.tutorials.descent import Descent, Rule, descend
from symact.tutorials.record import CONDITIONAL, CONFIRMED, REFUTED, UNKNOWN, Evidence, Found, Value, between, exactly
from symact.tutorials.theorems import Ask, evidence, holds, together

SAID_STEPS, SAID_FIRST, SAID_LAST = 67, Fraction("0.898368"), Fraction(1, 2)
NO_LEVEL = Rule("argument", Fraction(0))
LAYERS = (1, 2, 3)


def of_descent(d: Descent) -> Evidence:
    layers = f"{d.layers} layers of {d.function}" if d.layers > 1 else d.function
    said = f"{layers}, on the {d.on}, from {d.start}, rate {d.rate}, until {d.rule}: {count(d)}"
    return Evidence("experiment", f"{said}, decided by enclosures; {d.steps_in_floats} in {d.dtype}")


def count(d: Descent) -> str:
    return "never" if d.steps is None else f"{d.steps} steps"


def steps(name: str, d: Descent) -> list[Value]:
    return [] if d.steps is None else [exactly(name, d.steps, "steps")]


def first_step() -> Found:
    d = descend()
    if d.first is None:
        return Found(UNKNOWN)
    unit = Fraction(1, 10**6)
    rounds = {round(end / unit) * unit for end in d.first}
    values = (between("value after one step", *d.first), exactly("rounded to six decimals", min(rounds)))
    return Found(CONFIRMED if rounds == {SAID_FIRST} else REFUTED, values, (of_descent(d),))


def number_of_steps() -> Found:
    """The count that is printed, for both readings of the step; the rules are those that stop near the level."""
    argument, value = descend(on="argument"), descend(on="value")
    values = [
        *steps("on the argument, x ← x − r·f′", argument), *steps("on the value, s ← s − r·s(1 − s)", value),
        *([between("value before the last step", *argument.before_last)] if argument.before_last else []),
        between("value after it", *argument.last),
    ]  # fmt: skip
    rests = [of_descent(argument), of_descent(value)]
    if argument.nearest is not None:
        off = sorted(abs(end - SAID_LAST) for end in argument.last)
        values.append(between("it stops at the same step within a tolerance above", off[0], off[1]))
        values.append(between("and up to", *argument.nearest))
    counts = {d.steps for d in (argument, value)}
    if counts == {SAID_STEPS}:
        return Found(CONFIRMED, tuple(values), tuple(rests))
    if argument.steps != SAID_STEPS:
        return Found(REFUTED, tuple(values), tuple(rests))
    condition = f"the step is taken on the argument, and the descent is stopped when {argument.rule}"
    return Found(CONDITIONAL, tuple(values), tuple(rests), condition, f"On the value it takes {count(value)}.")


def arrived() -> Found:
    """Whether the place where it stops is one at which a descent stops by itself."""
    flat = Ask("Derivative(sigmoid(x), x) == 0", ("x == 0",))
    never = Ask("Derivative(sigmoid(x), x) > 0")
    asked = flat.verdict(), never.verdict()
    d, further = descend(), descend(rule=Rule("value", Fraction(1, 10)))
    values = [between("largest gradient on the way", *d.largest_gradient), *steps("to the value 1/10", further)]
    rests = [*(evidence(a, v) for a, v in zip((flat, never), asked, strict=True)), of_descent(further)]
    remark = "The gradient is largest where it stops: σ has no minimum, and the descent goes on for ever."
    return Found(together(asked), tuple(values), tuple(rests), remark=remark)


def relu_is_faster() -> Found:
    """From the same argument to 0."""
    sigmoid, relu = descend(rule=NO_LEVEL), descend("relu", rule=NO_LEVEL)
    level, same = descend("relu"), descend("relu", same_argument=False)
    values = [
        *steps("sigmoid, to the argument 0", sigmoid), *steps("ReLU, to the argument 0", relu),
        *steps("ReLU, to the value 1/2", level), *steps("ReLU from the value 9/10 to 1/2", same),
    ]  # fmt: skip
    rests = tuple(map(of_descent, (sigmoid, relu, level, same)))
    if sigmoid.steps is None or relu.steps is None:
        return Found(UNKNOWN, tuple(values), rests)
    return Found(CONFIRMED if 2 * relu.steps < sigmoid.steps else REFUTED, tuple(values), rests)


def layers_are_slower() -> Found:
    made = [descend(layers=n, rule=NO_LEVEL) for n in LAYERS]
    values = [v for d in made for v in steps(f"layers: {d.layers}, to the argument 0", d)]
    known = [d.steps for d in made if d.steps is not None]
    rests = tuple(map(of_descent, made))
    if len(known) < len(made):
        return Found(UNKNOWN, tuple(values), rests)
    return Found(CONFIRMED if known == sorted(set(known)) else REFUTED, tuple(values), rests)


def product_is_small() -> Found:
    """Each factor is positive and at most ¼, a theorem. So are two layers at once; the paths stay below the bound."""
    found = holds(
        "Derivative(sigmoid(x), x) > 0", "Derivative(sigmoid(x), x) <= 1/4",
        "Derivative(sigmoid(sigmoid(x)), x) <= 1/4**2",
        remark="L positive factors of at most ¼ each, for layers without weights; a weight w multiplies its factor.",
    )()  # fmt: skip
    made = [descend(layers=n, rule=NO_LEVEL) for n in LAYERS]
    values = [between(f"largest product on the way, layers: {d.layers}", *d.largest_gradient) for d in made]
    values += [exactly(f"4^(−{d.layers})", Fraction(1, 4**d.layers)) for d in made]
    above = any(d.largest_gradient[0] > Fraction(1, 4**d.layers) for d in made)
    return Found(
        REFUTED if above else found.verdict, (*values, *found.values), (*found.evidence, *map(of_descent, made)),
        remark=found.remark,
    )  # fmt: skip


TOPIC = Topic("descent", "Gradient descent", 6, (
    Assertion(
        "descent.first_step", "From the value 0.9 at rate 0.2, the first step gives 0.898368.", "sigmoid",
        "experiment", "experiment", first_step, picture="descent",
    ),
    Assertion(
        "descent.steps", "It takes 67 steps to about 0.5.", "sigmoid", "experiment", "experiment", number_of_steps,
        picture="descent",
    ),
    Assertion(
        "descent.arrived", "There the gradient has become 0.", "sigmoid", "experiment", "theorem", arrived,
    ),
    Assertion(
        "descent.relu", "With ReLU it takes far fewer.", "relu", "experiment", "experiment", relu_is_faster,
        picture="descent",
    ),
    Assertion(
        "descent.layers", "Two stacked layers are slower still.", "sigmoid", "experiment", "experiment",
        layers_are_slower, brief=False,
    ),
    Assertion(
        "descent.product", "Through L layers the product of the gradients is at most 4^(−L).", "sigmoid", "reals",
        "theorem", product_is_small, brief=False,
    ),
))  # fmt: skip
