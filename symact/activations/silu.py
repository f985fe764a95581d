"""The sigmoid linear unit. The exponential is split in halves, so that the left tail reaches the subnormal numbers."""

from symact.activations.entry import Activation, Claim, sympy

entry = Activation(
    name="silu",
    latex=r"\operatorname{SiLU}",
    title="sigmoid linear unit",
    kernel="x/(1 + exp(-x))",
    expr=lambda x: x/(1 + sympy.exp(-x)),
    derivative="sigmoid(x)*(1 + x*(1 - sigmoid(x)))",
    stable="x*exp(Min(x, 0)/2)*exp(Min(x, 0)/2)/(1 + exp(-Abs(x)))",
    stable_derivative="sigmoid(x)*(1 + x*sigmoid(-x))",
    claims=(
        Claim("difference", "silu(x) - silu(-x) == x", "symmetry"),
        Claim("sum", "silu(x) + silu(-x) == x*tanh(x/2)", "symmetry"),
        Claim("sigmoid", "silu(x) == x*sigmoid(x)"),
        Claim("swish", "silu(x) == swish(x, 1)"),
        Claim("value_0", "silu(0) == 0", "value"),
        Claim("below_relu", "silu(x) <= relu(x)", "bound"),
        Claim("derivative_sum", "Derivative(silu(x), x) == silu(x) + sigmoid(x)*(1 - silu(x))", "derivative"),
        Claim("derivative_product", "Derivative(silu(x), x) == sigmoid(x) + x*sigmoid(x)*sigmoid(-x)", "derivative"),
        Claim(
            "derivative_reflected",
            "Derivative(silu(x), x) + Subs(Derivative(silu(t), t), t, -x) == 1",
            "derivative",
        ),
        Claim(
            "second_derivative",
            "Derivative(silu(x), (x, 2)) == sigmoid(x)*(1 - sigmoid(x))*(2 + x*(1 - 2*sigmoid(x)))",
            "second derivative",
        ),
        Claim("asymptote", "Limit(silu(x) - x, x, oo) == 0", "limit"),
        Claim("limit_left", "Limit(silu(x), x, -oo) == 0", "limit"),
    ),
    frameworks={
        "torch": "nn.functional.silu", "jax": "nn.silu", "keras": "activations.silu", "tensorflow": "nn.silu",
        "onnx": "Swish", "mlx": "nn.silu", "paddle": "nn.functional.silu",
    },
    disagreements="Also called swish; there, tensorflow (beta) and ONNX (alpha) have the slope as a parameter.",
    reference="D. Hendrycks and K. Gimpel, arXiv:1606.08415; S. Elfwing et al., arXiv:1702.03118",
)  # fmt: skip
