"""The continuously differentiable exponential linear unit."""

from symact.activations.entry import Activation, Parameter, sympy

entry = Activation(
    name="celu",
    latex=r"\operatorname{CELU}",
    title="continuously differentiable exponential linear unit",
    kernel="Max(0, x) + Min(0, alpha*(exp(x/alpha) - 1))",
    expr=lambda x, alpha: sympy.Max(0, x) + sympy.Min(0, alpha*(sympy.exp(x/alpha) - 1)),
    parameters=(Parameter("alpha", "1", latex=r"\alpha"),),
    frameworks={
        "torch": "nn.functional.celu", "jax": "nn.celu", "keras": "activations.celu", "onnx": "Celu", "mlx": "nn.celu",
        "paddle": "nn.functional.celu",
    },
    disagreements="alpha = 0 raises in torch and gives nan elsewhere.",
    reference="J. Barron, arXiv:1704.07483",
)  # fmt: skip
