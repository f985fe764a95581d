"""The Gaussian error linear unit, by the error function."""

from symact.activations.entry import Activation, Claim, sympy

entry = Activation(
    name="gelu",
    latex=r"\operatorname{GELU}",
    title="Gaussian error linear unit",
    kernel="x*(1 + erf(x/sqrt(2)))/2",
    expr=lambda x: x*(1 + sympy.erf(x/sympy.sqrt(2)))/2,
    derivative="Phi(x) + x*phi(x)",
    stable="x/2*erfc(-x/sqrt(2))",
    stable_derivative="erfc(-x/sqrt(2))/2 + x*exp(-Abs(x)/2)**Abs(x)/sqrt(2*pi)",
    claims=(
        Claim("difference", "gelu(x) - gelu(-x) == x", "symmetry"),
        Claim("sum", "gelu(x) + gelu(-x) == x*erf(x/sqrt(2))", "symmetry"),
        Claim("phi", "gelu(x) == x*Phi(x)"),
        Claim("value_0", "gelu(0) == 0", "value"),
        Claim(
            "derivative_erf",
            "Derivative(gelu(x), x) == (1 + erf(x/sqrt(2)))/2 + x*exp(-x**2/2)/sqrt(2*pi)",
            "derivative",
        ),
        Claim("second_derivative", "Derivative(gelu(x), (x, 2)) == (2 - x**2)*phi(x)", "second derivative"),
        Claim(
            "derivatives",
            "Derivative(gelu(x), (x, m + 2))"
            " == (-1)**m*((m + 2)*hermite_prob(m, x) - x*hermite_prob(m + 1, x))*phi(x)",
            "induction",
            variables={"m": "natural"},
        ),
        Claim("asymptote", "Limit(gelu(x) - x, x, oo) == 0", "limit"),
        Claim("limit_left", "Limit(gelu(x), x, -oo) == 0", "limit"),
    ),
    frameworks={
        "torch": "nn.functional.gelu", "jax": "nn.gelu(approximate=False)", "keras": "activations.gelu",
        "tensorflow": "nn.gelu", "onnx": "Gelu", "mlx": "nn.gelu", "paddle": "nn.functional.gelu",
    },
    disagreements=(
        "By default this one in torch, keras.activations, tensorflow, onnx, mlx; gelu_tanh in jax.nn, flax, keras.ops."
    ),
    reference="D. Hendrycks and K. Gimpel, arXiv:1606.08415",
)  # fmt: skip
