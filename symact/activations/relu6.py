"""The rectifier capped at 6."""

from symact.activations.entry import Activation, sympy

entry = Activation(
    name="relu6",
    latex=r"\operatorname{ReLU6}",
    title="rectifier capped at 6",
    kernel="Min(6, Max(0, x))",
    expr=lambda x: sympy.Min(6, sympy.Max(0, x)),
    frameworks={
        "torch": "nn.functional.relu6", "jax": "nn.relu6", "keras": "activations.relu6", "tensorflow": "nn.relu6",
        "mlx": "nn.relu6", "paddle": "nn.functional.relu6",
    },
    disagreements="Gradient at 0 and 6: jax gives 0. There is none.",
    reference="A. Krizhevsky, 2010",
)  # fmt: skip
