"""Advice: no theorem, but with a core that can be proved."""

from __future__ import annotations

from symact.numerics import normal
from symact.tutorials.assertion import Assertion, Topic
from symact.tutorials.record import Value, between, exactly
from symact.tutorials.theorems import Ask, advice, holds, holds_if, mean_of

Z, S = {"z": "vector"}, {"z": "vector", "s": "positive"}
MEAN, SPREAD = "m == Sum(z[k], (k, 1, n))/n", "s**2 == Sum((z[k] - m)**2, (k, 1, n))/n"


def moments_of_relu() -> list[Value]:
    """Of a standard normal input, by certified quadrature with bounded tails."""
    found, _ = mean_of("relu", normal(0, 1))
    ends = [found.variance[k] + found.mean[k] ** 2 for k in (0, 1)]  # the mean is positive, so both ends are in order
    return [between("E[ReLU(Z)²]", ends[0], ends[1]), between("E[ReLU(Z)]", *found.mean), exactly("φ(0)", "phi(0)")]


TOPIC = Topic("advice", "Advice, and what of it is provable", 14, (
    Assertion(
        "advice.he", "For ReLU, initialise with variance 2/n (He).", "relu", "advice", "theorem",
        advice(
            holds(
                "Integral(relu(x)**2*phi(x), (x, -oo, oo)) == 1/2", "Integral(relu(x)*phi(x), (x, -oo, oo)) == phi(0)",
                values=moments_of_relu,
            ), "E[ReLU(Z)²] = ½ for standard normal Z: ReLU halves the second moment, the factor 2 restores it.",
        ),
    ),
    Assertion(
        "advice.residual", "Residual connections keep gradients alive.", "layer", "advice", "theorem",
        advice(
            holds_if(
                "Derivative(x + a*sigmoid(w*x + b), x) > 0", "the branch has a slope above −1",
                Ask("Derivative(x + a*sigmoid(w*x + b), x) == 1 + a*w*sigmoid(w*x + b)*(1 - sigmoid(w*x + b))"),
                Ask("Derivative(x + tanh(x), x) > 1"), Ask("Derivative(x + relu(x), x) == 2", ("x > 0",)),
                Ask("Derivative(x + relu(x), x) == 1", ("x < 0",)),
            ), "The slope of x + f(x) is 1 + f′(x). A branch with slope −1 can still cancel it.",
        ),
    ),
    Assertion(
        "advice.z_scores", "Standardise inputs: subtract the mean, divide by the standard deviation.", "sigmoid",
        "advice", "theorem",
        advice(
            holds(
                Ask("Sum(z[k] - m, (k, 1, n)) == 0", (MEAN,), Z),
                Ask("Sum(((z[k] - m)/s)**2, (k, 1, n))/n == 1", (SPREAD,), S),
                Ask("Derivative(sigmoid(x), x) >= sigmoid(1)*(1 - sigmoid(1))", ("Abs(x) <= 1",)),
            ), "Then the mean is 0 and the variance 1 for every n, and inputs lie where σ is steep.",
        ),
    ),
    Assertion(
        "advice.relu_gradients", "Use ReLU against vanishing gradients.", "relu", "advice", "theorem",
        advice(
            holds(
                Ask("Derivative(relu(x), x) == 1", ("x > 0",)), Ask("Derivative(relu(x), x) == 0", ("x < 0",)),
                "Derivative(sigmoid(x), x) <= 1/4", Ask("Derivative(relu(relu(x)), x) == 1", ("x > 0",)),
            ), "A product of slopes 1 does not shrink, one of slopes up to ¼ does. For x < 0 ReLU's slope is 0, and "
            "nothing is left.",
        ),
    ),
    Assertion(
        "advice.sigmoid_output", "Use the sigmoid for the output layer and for gates.", "sigmoid", "advice", "theorem",
        advice(
            holds(
                "Range(sigmoid(x), x) == Interval.open(0, 1)", "Derivative(bce_logits(x, y), x) == sigmoid(x) - y",
                Ask("logit(sigmoid(x)) == x"),
            ), "Its values are probabilities, every probability is one of them, and with cross-entropy the gradient is "
            "s − y.",
        ),
    ),
    Assertion(
        "advice.softmax_attention", "Use softmax for attention and for the choice of actions.", "softmax", "advice",
        "theorem",
        advice(
            holds(
                Ask("Sum(softmax(k, z), (k, 1, n)) == 1", (), Z), Ask("softmax(i, z) > 0", (), {**Z, "i": "index"}),
                Ask("softmax(i, z)/softmax(j, z) == exp(z[i] - z[j])", (), {**Z, "i": "index", "j": "index"}),
            ), "Positive weights that add up to 1; their ratios depend on differences of scores alone.",
        ),
    ),
))  # fmt: skip
