"""The approximation of GELU by a hyperbolic tangent."""

from symact.activations.entry import Activation, Parameter, sympy

entry = Activation(
    name="gelu_tanh",
    latex=r"\operatorname{GELU}_{\tanh}",
    title="GELU, tanh approximation",
    kernel="x*(1 + tanh(sqrt(2/pi)*(x + c*x**3)))/2",
    expr=lambda x, c: x*(1 + sympy.tanh(sympy.sqrt(2/sympy.pi)*(x + c*x**3)))/2,
    parameters=(Parameter("c", "0.044715"),),
    frameworks={
        "torch": "nn.functional.gelu(approximate='tanh')", "jax": "nn.gelu", "onnx": "Gelu(approximate=tanh)",
        "keras": "activations.gelu(approximate=True)", "tensorflow": "nn.gelu(approximate=True)",
        "mlx": "nn.gelu_approx",
    },
    disagreements=(
        "jax.nn.gelu is this one by default. transformers has five names for it; its gelu_fast is not quick_gelu. "
        "onnxruntime's FastGelu rounds the constants to 0.797885 and 0.035677."
    ),
    reference="D. Hendrycks and K. Gimpel, arXiv:1606.08415",
)  # fmt: skip
