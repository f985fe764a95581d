"""Binary cross-entropy of a logit x and a target t."""

from symact.activations.entry import Activation, Variable, sympy

entry = Activation(
    name="bce_logits",
    latex=r"\operatorname{BCE}",
    title="binary cross-entropy with logits",
    variables=(Variable("x"), Variable("t")),
    kernel="log(1 + exp(x)) - t*x",
    expr=lambda x, t: sympy.log(1 + sympy.exp(x)) - t*x,
    frameworks={
        "torch": "nn.functional.binary_cross_entropy_with_logits", "tensorflow": "nn.sigmoid_cross_entropy_with_logits",
    },
)  # fmt: skip
