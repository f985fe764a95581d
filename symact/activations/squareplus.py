"""The algebraic softplus."""

from symact.activations.entry import Activation, Parameter, sympy

entry = Activation(
    name="squareplus",
    latex=r"\operatorname{squareplus}",
    title="squareplus",
    kernel="(x + sqrt(x**2 + b))/2",
    expr=lambda x, b: (x + sympy.sqrt(x**2 + b)) / 2,
    parameters=(Parameter("b", "4", "nonnegative"),),
    frameworks={"jax": "nn.squareplus", "keras": "activations.squareplus"},
    disagreements="The paper also uses b = 4 log(2)², with which it meets softplus at 0.",
    reference="J. Barron, arXiv:2112.11687",
)
