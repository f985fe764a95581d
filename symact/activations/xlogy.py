"""x log y, which is 0 at x = 0."""

from symact.activations.entry import Activation, Variable, sympy

entry = Activation(
    name="xlogy",
    latex=r"\operatorname{xlogy}",
    title="x log y",
    variables=(Variable("x"), Variable("y", "positive")),
    kernel="Piecewise((0, Eq(x, 0)), (x*log(y), True))",
    expr=lambda x, y: sympy.Piecewise((0, sympy.Eq(x, 0)), (x * sympy.log(y), True)),
    frameworks={"scipy": "special.xlogy", "torch": "special.xlogy", "jax": "scipy.special.xlogy"},
    disagreements="At x = 0 and y = nan: scipy, torch and jax give nan.",
)
