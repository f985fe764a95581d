"""x minus its hyperbolic tangent; near 0 it is x³/3, and the frameworks' x - tanh(x) cancels."""

from symact.activations.entry import Activation, sympy

entry = Activation(
    name="tanh_shrink",
    latex=r"\operatorname{TanhShrink}",
    title="tanh shrinkage",
    kernel="x - tanh(x)",
    expr=lambda x: x - sympy.tanh(x),
    frameworks={
        "torch": "nn.functional.tanhshrink", "keras": "activations.tanh_shrink", "paddle": "nn.functional.tanhshrink",
    },
)  # fmt: skip
