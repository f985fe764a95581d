"""Mish: x times the hyperbolic tangent of the softplus."""

from symact.activations.entry import Activation, Claim, sympy

entry = Activation(
    name="mish",
    latex=r"\operatorname{mish}",
    title="mish",
    kernel="x*tanh(log(1 + exp(x)))",
    expr=lambda x: x*sympy.tanh(sympy.log(1 + sympy.exp(x))),
    claims=(
        Claim("asymptote", "Limit(mish(x) - x, x, oo) == 0", "limit"),
        Claim("limit_left", "Limit(mish(x), x, -oo) == 0", "limit"),
    ),
    frameworks={
        "torch": "nn.functional.mish", "jax": "nn.mish", "keras": "activations.mish", "onnx": "Mish", "mlx": "nn.mish",
    },
    reference="D. Misra, arXiv:1908.08681",
)  # fmt: skip
