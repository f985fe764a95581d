"""The piecewise linear sigmoid."""

from symact.activations.entry import Activation, Parameter, sympy

entry = Activation(
    name="hard_sigmoid",
    latex=r"\operatorname{HardSigmoid}",
    title="hard sigmoid",
    kernel="Max(0, Min(1, slope*x + offset))",
    expr=lambda x, slope, offset: sympy.Max(0, sympy.Min(1, slope*x + offset)),
    parameters=(Parameter("slope", "1/6"), Parameter("offset", "1/2")),
    frameworks={
        "torch": "nn.functional.hardsigmoid", "jax": "nn.hard_sigmoid", "keras": "activations.hard_sigmoid",
        "onnx": "HardSigmoid", "paddle": "nn.functional.hardsigmoid",
    },
    disagreements=(
        "Slope: 1/6 in torch, jax, flax, Keras 3 and timm; 0.2 in Keras 2, tf.keras and ONNX; 0.1666667 in paddle. "
        "Gradient at the kinks: jax gives 0. There is none."
    ),
    reference="M. Courbariaux et al., arXiv:1511.00363; A. Howard et al., arXiv:1905.02244",
)  # fmt: skip
