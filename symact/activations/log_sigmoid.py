"""The logarithm of the logistic function."""

from symact.activations.entry import Activation, Claim, sympy

entry = Activation(
    name="log_sigmoid",
    latex=r"\log\sigma",
    title="logarithm of the sigmoid",
    kernel="-log(1 + exp(-x))",
    expr=lambda x: -sympy.log(1 + sympy.exp(-x)),
    derivative="sigmoid(-x)",
    stable="Min(x, 0) - log1p(exp(-Abs(x)))",
    claims=(
        Claim("difference", "log_sigmoid(x) - log_sigmoid(-x) == x", "symmetry"),
        Claim("log", "log_sigmoid(x) == log(sigmoid(x))"),
        Claim("softplus", "log_sigmoid(x) == -softplus(-x)"),
        Claim("exp", "exp(log_sigmoid(x)) == sigmoid(x)"),
        Claim("value_0", "log_sigmoid(0) == -log(2)", "value"),
        Claim("negative", "log_sigmoid(x) < 0", "bound"),
        Claim("derivative_complement", "Derivative(log_sigmoid(x), x) == 1 - sigmoid(x)", "derivative"),
        Claim("derivative_exp", "Derivative(log_sigmoid(x), x) == 1/(1 + exp(x))", "derivative"),
        Claim(
            "second_derivative",
            "Derivative(log_sigmoid(x), (x, 2)) == -sigmoid(x)*(1 - sigmoid(x))",
            "second derivative",
        ),
        Claim("limit", "Limit(log_sigmoid(x), x, oo) == 0", "limit"),
        Claim("asymptote_left", "Limit(log_sigmoid(x) - x, x, -oo) == 0", "limit"),
    ),
    frameworks={
        "torch": "nn.functional.logsigmoid", "jax": "nn.log_sigmoid", "keras": "activations.log_sigmoid",
        "tensorflow": "math.log_sigmoid", "scipy": "special.log_expit", "mlx": "nn.log_sigmoid",
    },
)  # fmt: skip
