"""The scaled exponential linear unit. Its constants are decimals of 31 places, as the frameworks have them."""

from symact.activations.entry import Activation, sympy

_SCALE, _ALPHA = "1.0507009873554804934193349852946", "1.6732632423543772848170429916717"

entry = Activation(
    name="selu",
    latex=r"\operatorname{SELU}",
    title="scaled exponential linear unit",
    kernel=f"{_SCALE}*Piecewise((x, x > 0), ({_ALPHA}*(exp(x) - 1), True))",
    expr=lambda x: sympy.Rational(_SCALE)
    * sympy.Piecewise((x, x > 0), (sympy.Rational(_ALPHA)*(sympy.exp(x) - 1), True)),
    frameworks={
        "torch": "nn.functional.selu", "jax": "nn.selu", "keras": "activations.selu", "tensorflow": "nn.selu",
        "onnx": "Selu", "mlx": "nn.selu", "paddle": "nn.functional.selu",
    },
    disagreements="onnx rounds the constants to binary32, mlx to 1.67326 and 1.0507.",
    reference="G. Klambauer et al., arXiv:1706.02515",
)  # fmt: skip
