"""The exponential linear unit: differentiable at 0 only for alpha = 1."""

from symact.activations.entry import Activation, Claim, Parameter, sympy

entry = Activation(
    name="elu",
    latex=r"\operatorname{ELU}",
    title="exponential linear unit",
    kernel="Piecewise((x, x > 0), (alpha*(exp(x) - 1), True))",
    expr=lambda x, alpha: sympy.Piecewise((x, x > 0), (alpha*(sympy.exp(x) - 1), True)),
    parameters=(Parameter("alpha", "1", latex=r"\alpha"),),
    derivative="Piecewise((1, x > 0), (alpha*exp(x), x < 0), (1, Eq(alpha, 1)))",
    differentiable=("x != 0",),
    partials={"alpha": "expm1(Min(x, 0))"},
    stable="Max(0, x) + alpha*expm1(Min(x, 0))",
    stable_derivative="Piecewise((1, x > 0), (alpha*exp(Min(x, 0)), x < 0), (1, Eq(alpha, 1)))",
    claims=(
        Claim("relu", "elu(x, alpha) == relu(x) + alpha*(exp(Min(x, 0)) - 1)"),
        Claim("celu", "elu(x) == celu(x)"),
        Claim("value_0", "elu(0, alpha) == 0", "value"),
        Claim("derivative_right", "Derivative(elu(x, alpha), x) == 1", "derivative", ("x > 0",)),
        Claim("derivative_left", "Derivative(elu(x, alpha), x) == elu(x, alpha) + alpha", "derivative", ("x < 0",)),
        Claim("derivative_alpha_1", "Derivative(elu(x), x) == exp(Min(x, 0))", "derivative"),
        Claim(
            "derivative_alpha_2",
            "Derivative(elu(x, 2), x) == Piecewise((1, x > 0), (2*exp(x), True))",
            "derivative",
            expect="REFUTED",
        ),
        Claim(
            "second_derivative",
            "Derivative(elu(x, alpha), (x, 2)) == Piecewise((0, x > 0), (alpha*exp(x), x < 0))",
            "second derivative",
            ("x != 0",),
        ),
        Claim("limit_left", "Limit(elu(x, a), x, -oo) == -a", "limit"),
        Claim("slope_left", "Limit(Derivative(elu(x, a), x), x, 0, '-') == a", "limit"),
        Claim("slope_right", "Limit(Derivative(elu(x, a), x), x, 0, '+') == 1", "limit"),
    ),
    frameworks={
        "torch": "nn.functional.elu", "jax": "nn.elu", "keras": "activations.elu", "tensorflow": "nn.elu",
        "onnx": "Elu", "mlx": "nn.elu", "paddle": "nn.functional.elu",
    },
    disagreements="tensorflow.nn.elu has no alpha. mlx computes exp(x) - 1, the others expm1.",
    reference="D.-A. Clevert et al., arXiv:1511.07289",
)  # fmt: skip
