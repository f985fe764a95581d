"""x times its hyperbolic tangent."""

from symact.activations.entry import Activation, sympy

entry = Activation(
    name="lisht",
    latex=r"\operatorname{LiSHT}",
    title="linearly scaled hyperbolic tangent",
    kernel="x*tanh(x)",
    expr=lambda x: x * sympy.tanh(x),
    frameworks={"tensorflow_addons": "activations.lisht"},
    reference="S. Roy et al., arXiv:1901.05894",
)
