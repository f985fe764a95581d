"""The logit: the inverse of the sigmoid."""

from symact.activations.entry import Activation, Variable, sympy

entry = Activation(
    name="logit",
    latex=r"\operatorname{logit}",
    title="log-odds",
    variables=(Variable("p", "unit"),),
    kernel="log(p/(1 - p))",
    expr=lambda p: sympy.log(p / (1 - p)),
    frameworks={"scipy": "special.logit", "torch": "special.logit", "jax": "scipy.special.logit"},
    disagreements="torch.special.logit clamps p to [eps, 1 - eps] when eps is given.",
    reference="J. Berkson, 1944",
)
