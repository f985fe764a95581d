"""The piecewise linear sigmoid with slope 1/2."""

from symact.activations.entry import Activation, sympy

entry = Activation(
    name="sparse_sigmoid",
    latex=r"\operatorname{sparse\_sigmoid}",
    title="sparse sigmoid",
    kernel="Max(0, Min(1, (x + 1)/2))",
    expr=lambda x: sympy.Max(0, sympy.Min(1, (x + 1) / 2)),
    frameworks={"jax": "nn.sparse_sigmoid", "keras": "activations.sparse_sigmoid"},
    disagreements="Gradient at -1 and 1: jax gives 1/4. There is none.",
)
