"""The identity, clipped."""

from symact.activations.entry import Activation, Parameter, sympy

entry = Activation(
    name="hard_tanh",
    latex=r"\operatorname{HardTanh}",
    title="hard hyperbolic tangent",
    kernel="Min(hi, Max(lo, x))",
    expr=lambda x, lo, hi: sympy.Min(hi, sympy.Max(lo, x)),
    parameters=(Parameter("lo", "-1"), Parameter("hi", "1")),
    frameworks={
        "torch": "nn.functional.hardtanh", "jax": "nn.hard_tanh", "keras": "activations.hard_tanh",
        "mlx": "nn.hard_tanh", "paddle": "nn.functional.hardtanh",
    },
    disagreements="jax and keras have no bounds. Gradient at the kinks: 1 in jax, 0 in torch. There is none.",
    reference="R. Collobert, 2004",
)  # fmt: skip
