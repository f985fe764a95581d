"""Mish: x times the hyperbolic tangent of the softplus."""

from symact.activations.entry import Activation, sympy

entry = Activation(
    name="mish",
    latex=r"\operatorname{mish}",
    title="mish",
    kernel="x*tanh(log(1 + exp(x)))",
    expr=lambda x: x*sympy.tanh(sympy.log(1 + sympy.exp(x))),
    frameworks={
        "torch": "nn.functional.mish", "jax": "nn.mish", "keras": "activations.mish", "onnx": "Mish", "mlx": "nn.mish",
    },
    reference="D. Misra, arXiv:1908.08681",
)  # fmt: skip
