"""Gradients of softmax and of losses, and how sensitive softmax is."""

from __future__ import annotations

import numpy as np

from symact.numerics.formulas import softmax as forms
from symact.tutorials import measured
from symact.tutorials.assertion import Assertion, Topic
from symact.tutorials.record import REFUTED, UNKNOWN, Evidence, Found, exactly, floating
from symact.tutorials.theorems import Ask, Decide, holds, holds_if

ZI = {"z": "vector", "i": "index"}
ZIJ = {**ZI, "j": "index"}
TZIJ = {**ZIJ, "T": "positive"}
LOSS = "-Sum(y[k]*log(softmax(k, z)), (k, 1, n))"
LABELS = {"z": "vector", "y": "vector", "j": "index"}
JACOBIAN = Ask(
    "Derivative(softmax(i, z/T), z[j]) == softmax(i, z/T)*(KroneckerDelta(i, j) - softmax(j, z/T))/T", (), TZIJ
)
SYMMETRIC = Ask("Derivative(softmax(i, z), z[j]) == Derivative(softmax(j, z), z[i])", (), ZIJ)
ELEMENTWISE = Ask("Derivative(softmax(i, z), z[j]) == softmax(i, z)*(1 - softmax(i, z))", (), ZIJ)
OWN_LOGIT = Ask("Derivative(softmax(i, z), z[i]) == softmax(i, z)*(1 - softmax(i, z))", (), ZI)
DIAGONAL = Ask("softmax(i, z)*(1 - softmax(i, z)) <= 1/4", (), ZI)
REST = Ask(
    "Sum(softmax(i, z)*softmax(k, z)*(1 - KroneckerDelta(i, k)), (k, 1, n)) == softmax(i, z)*(1 - softmax(i, z))",
    (),
    ZI,
)
VARIANCE = Ask(
    "Sum(softmax(k, z)*v[k]**2, (k, 1, n)) - Sum(softmax(k, z)*v[k], (k, 1, n))**2 >= 0",
    (),
    {"z": "vector", "v": "vector"},
)
TAKEN = (
    Ask("Subs(Subs(Derivative(softmax(1, x, y), x), x, 0), y, 0) == 1/4"),
    Ask("Subs(Subs(Derivative(softmax(1, x, y), y), x, 0), y, 0) == -1/4"),
)
GERSHGORIN = (
    "Gershgorin: an eigenvalue of the symmetric Jacobian is within the sum of the other entries of a row, s(1 − s), of "
    "its diagonal entry, s(1 − s); so it is at most 2s(1 − s)/T ≤ 1/(2T). R. Horn and C. Johnson, Matrix Analysis, 6.1"
)

on_the_diagonal = holds_if(ELEMENTWISE, "a component is differentiated by its own logit", OWN_LOGIT)


def products(components: int) -> Decide:
    """s(1 − s) times an incoming error, as code does it, against the Jacobian times the error."""

    def decide() -> Found:
        rng = np.random.default_rng(measured.SEED)
        z, e = rng.normal(0, 1, (2, 1000, components))
        jacobian = forms.softmax_grad_jacobian(z)
        right = np.einsum("rij,rj->ri", jacobian, e)
        wrong = forms.softmax_grad_diagonal(z) * e
        off = np.linalg.norm(wrong - right, axis=-1) / np.linalg.norm(right, axis=-1)
        theorem = Ask("Derivative(softmax(1, x, y), y) == softmax(1, x, y)*(1 - softmax(1, x, y))").verdict()
        found = on_the_diagonal()
        values = (
            floating("median error of s(1 − s)·e, relative to J·e", float(np.median(off))),
            floating("smallest", float(off.min())),
            exactly("pairs of logits and errors", len(off)),
        )
        rests = (
            *found.evidence,
            Evidence(theorem.verdict, "the other derivative of two classes is −s(1 − s), not s(1 − s): "
                     + (theorem.counterexample.to_text() if theorem.counterexample else "")),
            Evidence("evaluated", f"normal(0, 1) logits and errors, {components} classes, seed {measured.SEED}"),
        )  # fmt: skip
        word = REFUTED if theorem.verdict == "REFUTED" and float(np.median(off)) > 0.1 else UNKNOWN
        return Found(
            word, (*values, *found.values), rests, remark="The diagonal is right; what is left out is as large."
        )

    return decide


TOPIC = Topic("gradients", "Gradients of softmax and of losses", 8, (
    Assertion(
        "softmax.jacobian", "The Jacobian of softmax is diag(s) − s sᵀ.", "softmax_grad/jacobian", "reals", "theorem",
        holds(Ask("Derivative(softmax(i, z), z[j]) == softmax(i, z)*KroneckerDelta(i, j) - softmax(i, z)*softmax(j, z)",
                  (), ZIJ)),
    ),
    Assertion(
        "softmax.jacobian_diagonal", "Its derivative is s(1 − s), elementwise.", "softmax_grad/diagonal", "reals",
        "theorem", on_the_diagonal,
    ),
    Assertion(
        "softmax.jacobian_binary", "In the binary case s(1 − s) holds approximately.", "softmax_grad/diagonal",
        "experiment", "experiment", products(2),
    ),
    Assertion(
        "softmax.one_logit", "With one logit, p = σ(z), the derivative s(1 − s) is exact.", "sigmoid_grad/product",
        "reals", "theorem",
        holds("Derivative(softmax(1, x, 0), x) == softmax(1, x, 0)*(1 - softmax(1, x, 0))"),
    ),
    Assertion(
        "softmax.cross_entropy", "Softmax and cross-entropy together have the gradient s − y.", "softmax_xent_grad",
        "reals", "theorem",
        holds_if(
            Ask(f"Derivative({LOSS}, z[j]) == softmax(j, z) - y[j]", (), LABELS), "the labels add up to 1",
            Ask(f"Derivative({LOSS}, z[j]) == softmax(j, z) - y[j]", ("Sum(y[k], (k, 1, n)) == 1",), LABELS),
            Ask("Derivative(-log(softmax(i, z)), z[j]) == softmax(j, z) - KroneckerDelta(i, j)", (), ZIJ),
        ),
    ),
    Assertion(
        "sigmoid.squared_error", "Sigmoid and squared error together have the gradient (s − y)s(1 − s).", "sigmoid",
        "reals", "theorem",
        holds(
            "Derivative((sigmoid(x) - y)**2/2, x) == (sigmoid(x) - y)*sigmoid(x)*(1 - sigmoid(x))",
            "Abs((sigmoid(x) - y)*sigmoid(x)*(1 - sigmoid(x))) <= Abs(sigmoid(x) - y)/4",
            remark="Of half the squared error. At most a quarter of s − y; it vanishes where s is sure and wrong.",
        ),
    ),
    Assertion(
        "sigmoid.cross_entropy", "Sigmoid and binary cross-entropy together have the gradient s − y.", "sigmoid",
        "reals", "theorem",
        holds("Derivative(-(y*log(sigmoid(x)) + (1 - y)*log(1 - sigmoid(x))), x) == sigmoid(x) - y",
              "Derivative(bce_logits(x, y), x) == sigmoid(x) - y"),
    ),
    Assertion(
        "log_softmax.stable", "log softmax is d − log Σ e^d with d = z minus its maximum, or minus any c.",
        "log_softmax", "reals", "theorem",
        holds(Ask("log(softmax(i, z)) == z[i] - c - log(Sum(exp(z[k] - c), (k, 1, n)))", (), ZI)),
    ),
    Assertion(
        "softmax.sensitive", "Softmax reacts to small changes by at most half of them, over T: ‖J‖₂ ≤ 1/(2T).",
        "softmax/temperature", "reals", "theorem",
        holds(
            JACOBIAN, SYMMETRIC, DIAGONAL, REST, VARIANCE, *TAKEN, cited=GERSHGORIN,
            remark="Every step but Gershgorin's theorem is checked by the kernel, for every n. At (0, 0) and T = 1 the "
            "bound is taken: the entries are ±¼, and (1, −1) is an eigenvector.",
        ),
    ),
    Assertion(
        "linear.stacked", "Stacked linear layers stay linear.", "layer", "reals", "theorem",
        holds(
            Ask("Sum(a[k]*(b[k]*x + c[k]), (k, 1, n)) + d == "
                "Sum(a[k]*b[k], (k, 1, n))*x + (Sum(a[k]*c[k], (k, 1, n)) + d)",
                (), {"a": "vector", "b": "vector", "c": "vector"}),
            "a*(b*x + c*y + d) + e*(f*x + g*y + h) + k == (a*b + e*f)*x + (a*c + e*g)*y + (a*d + e*h + k)",
        ),
    ),
    Assertion(
        "nonlinear.stacked", "They stay linear with a sigmoid between them.", "layer/sigmoid", "reals", "theorem",
        holds("sigmoid(x + y) - sigmoid(0) == sigmoid(x) - sigmoid(0) + (sigmoid(y) - sigmoid(0))"),
    ),
))  # fmt: skip
