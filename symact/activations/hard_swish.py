"""The piecewise quadratic swish; its slope is 1/6 everywhere, also where hard_sigmoid's is 0.2."""

from symact.activations.entry import Activation, sympy

entry = Activation(
    name="hard_swish",
    latex=r"\operatorname{HardSwish}",
    title="hard swish",
    kernel="x*Min(6, Max(0, x + 3))/6",
    expr=lambda x: x*sympy.Min(6, sympy.Max(0, x + 3))/6,
    frameworks={
        "torch": "nn.functional.hardswish", "jax": "nn.hard_swish", "keras": "activations.hard_swish",
        "onnx": "HardSwish", "mlx": "nn.hardswish", "paddle": "nn.functional.hardswish",
    },
    disagreements="Gradient at -3 and 3: jax gives 0 and 1. There is none.",
    reference="A. Howard et al., arXiv:1905.02244",
)  # fmt: skip
