"""Where the outputs are centred, for inputs that are symmetric about 0 and for others."""

from __future__ import annotations

from dataclasses import replace

from symact.numerics import normal, uniform
from symact.numerics.distributions import Distribution
from symact.tutorials.assertion import Assertion, Topic
from symact.tutorials.record import Found, Value, between
from symact.tutorials.theorems import Ask, Decide, holds, holds_if, mean_of


def with_integrals(decide: Decide, function: str, *laws: Distribution) -> Decide:
    """The verdict of theorems, with mean and variance for some laws, enclosed."""

    def both() -> Found:
        found = decide()
        values: list[Value] = []
        rests = []
        for law in laws:
            made, rest = mean_of(function, law)
            rests.append(rest)
            values.append(between(f"mean of {function} of {law}", *made.mean))
            values.append(between(f"variance of {function} of {law}", *made.variance))
        return replace(found, values=(*values, *found.values), evidence=(*found.evidence, *rests))

    return both


SYMMETRIC = (uniform(-1, 1), normal(0, 1))
SHIFTED = (uniform(0, 2), normal(1, 1))
POSITIVE = {"a": "positive"}
TWO = Ask("Integral(sigmoid(x)/2, (x, 0, 2)) == 1/2")
ANY = Ask("Integral(sigmoid(x)/(2*a), (x, -a, a)) == 1/2", (), POSITIVE)
PAIRS = Ask("(sigmoid(x) + sigmoid(-x))/2 == 1/2")
FLAT = Ask("Integral(tanh(x)/(2*a), (x, -a, a)) == Integral(x/(2*a), (x, -a, a))", (), POSITIVE)
TANH_TWO = Ask("Integral(tanh(x)/2, (x, 0, 2)) == Integral(x/2, (x, 0, 2))")

TOPIC = Topic("means", "Means", 4, (
    Assertion(
        "sigmoid.not_centred", "The outputs of σ are not centred at 0.", "sigmoid", "reals", "theorem",
        with_integrals(holds("sigmoid(x) > 0", remark="All are positive, so the mean is, whatever the inputs."),
                       "sigmoid", normal(0, 1)),
    ),
    Assertion(
        "sigmoid.mean_uniform", "Inputs that are uniform on (−1, 1) come out with mean 0.5.", "sigmoid", "reals",
        "integral", with_integrals(holds("Integral(sigmoid(x)/2, (x, -1, 1)) == 1/2"), "sigmoid", uniform(-1, 1)),
    ),
    Assertion(
        "sigmoid.mean_any", "The outputs of σ have mean 0.5.", "sigmoid", "reals", "integral",
        with_integrals(
            holds_if(
                TWO, "the inputs are distributed symmetrically about 0", ANY, PAIRS,
                remark="A pair x, −x of inputs has outputs whose mean is ½, so symmetry is all that is needed.",
            ), "sigmoid", *SHIFTED,
        ),
    ),
    Assertion(
        "tanh.centred", "tanh is zero-centred.", "tanh", "reals", "integral",
        with_integrals(
            holds_if(
                Ask("Integral(tanh(x)/2, (x, 0, 2)) == 0"), "the inputs are distributed symmetrically about 0",
                Ask("tanh(-x) == -tanh(x)"), Ask("Integral(tanh(x)/(2*a), (x, -a, a)) == 0", (), POSITIVE),
            ), "tanh", *SYMMETRIC,
        ), picture="tanh",
    ),
    Assertion(
        "tanh.keeps_mean", "tanh does not change the mean.", "tanh", "reals", "integral",
        with_integrals(
            holds_if(
                TANH_TWO, "the inputs are distributed symmetrically about 0", FLAT, Ask("tanh(-x) == -tanh(x)"),
                remark="For the two laws with mean 1 below, the outputs have another mean.",
            ), "tanh", *SHIFTED,
        ),
    ),
))  # fmt: skip
