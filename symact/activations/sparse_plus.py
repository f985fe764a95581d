"""The piecewise quadratic softplus, the antiderivative of sparse_sigmoid."""

from symact.activations.entry import Activation, sympy

entry = Activation(
    name="sparse_plus",
    latex=r"\operatorname{sparse\_plus}",
    title="sparse plus",
    kernel="Piecewise((0, x <= -1), ((x + 1)**2/4, x < 1), (x, True))",
    expr=lambda x: sympy.Piecewise((0, x <= -1), ((x + 1) ** 2 / 4, x < 1), (x, True)),
    frameworks={"jax": "nn.sparse_plus", "keras": "activations.sparse_plus"},
)
