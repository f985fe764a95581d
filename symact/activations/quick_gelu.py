"""The approximation of GELU by a sigmoid."""

from symact.activations.entry import Activation, Parameter, sympy

entry = Activation(
    name="quick_gelu",
    latex=r"\operatorname{QuickGELU}",
    title="GELU, sigmoid approximation",
    kernel="x/(1 + exp(-a*x))",
    expr=lambda x, a: x / (1 + sympy.exp(-(a * x))),
    parameters=(Parameter("a", "1.702"),),
    frameworks={"transformers": "quick_gelu", "mlx": "nn.gelu_fast_approx", "onnxruntime": "QuickGelu"},
    disagreements="mlx used 1.773 at first. MindSpore calls this fast_gelu; transformers' gelu_fast is gelu_tanh.",
    reference="D. Hendrycks and K. Gimpel, arXiv:1606.08415",
)
