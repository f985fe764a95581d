"""The logistic function."""

from symact.activations.entry import Activation, Claim, sympy

entry = Activation(
    name="sigmoid",
    latex=r"\sigma",
    title="logistic sigmoid",
    kernel="1/(1 + exp(-x))",
    expr=lambda x: 1/(1 + sympy.exp(-x)),
    derivative="sigmoid(x)*(1 - sigmoid(x))",
    stable="exp(Min(x, 0))/(1 + exp(-Abs(x)))",
    stable_derivative="sigmoid(x)*sigmoid(-x)",
    claims=(
        Claim("complement", "sigmoid(-x) == 1 - sigmoid(x)", "symmetry"),
        Claim("tanh", "sigmoid(x) == (1 + tanh(x/2))/2"),
        Claim("growth", "sigmoid(x) == exp(x)/(1 + exp(x))"),
        Claim("odds", "sigmoid(x) == exp(x)*sigmoid(-x)"),
        Claim("logit", "logit(sigmoid(x)) == x"),
        Claim("inverse", "sigmoid(logit(p)) == p", variables={"p": "unit"}),
        Claim("doubled", "sigmoid(2*x) == sigmoid(x)**2/(sigmoid(x)**2 + (1 - sigmoid(x))**2)"),
        Claim("value_0", "sigmoid(0) == 1/2", "value"),
        Claim("positive", "sigmoid(x) > 0", "bound"),
        Claim("below_1", "sigmoid(x) < 1", "bound"),
        Claim("derivative_symmetric", "Derivative(sigmoid(x), x) == sigmoid(x)*sigmoid(-x)", "derivative"),
        Claim("derivative_quotient", "Derivative(sigmoid(x), x) == exp(-x)/(1 + exp(-x))**2", "derivative"),
        Claim("derivative_cosh", "Derivative(sigmoid(x), x) == 1/(4*cosh(x/2)**2)", "derivative"),
        Claim("derivative_tanh", "Derivative(sigmoid(x), x) == (1 - tanh(x/2)**2)/4", "derivative"),
        Claim("increasing", "Derivative(sigmoid(x), x) > 0", "bound"),
        Claim("steepest", "Derivative(sigmoid(x), x) <= 1/4", "bound"),
        Claim(
            "second_derivative",
            "Derivative(sigmoid(x), (x, 2)) == sigmoid(x)*(1 - sigmoid(x))*(1 - 2*sigmoid(x))",
            "second derivative",
        ),
    ),
    frameworks={
        "torch": "sigmoid", "jax": "nn.sigmoid", "keras": "activations.sigmoid", "tensorflow": "nn.sigmoid",
        "onnx": "Sigmoid", "scipy": "special.expit", "mlx": "nn.sigmoid", "paddle": "nn.functional.sigmoid",
    },
    disagreements="Only the name differs: expit in scipy.special and torch.special, logistic in jax.lax.",
    reference="P.-F. Verhulst, 1838",
)  # fmt: skip
