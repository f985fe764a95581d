"""The smooth rectifier, the antiderivative of the sigmoid."""

from symact.activations.entry import Activation, Claim, Parameter, sympy

entry = Activation(
    name="softplus",
    latex=r"\operatorname{softplus}",
    title="softplus",
    kernel="log(1 + exp(b*x))/b",
    expr=lambda x, b: sympy.log(1 + sympy.exp(b*x))/b,
    parameters=(Parameter("b", "1", "positive", r"\beta"),),
    derivative="sigmoid(b*x)",
    partials={"b": "(x*sigmoid(b*x) - softplus(x, b))/b"},
    stable="Max(0, x) + log1p(exp(-Abs(b*x)))/b",
    claims=(
        Claim("difference", "softplus(x) - softplus(-x) == x", "symmetry"),
        Claim("difference_b", "softplus(x, b) - softplus(-x, b) == x", "symmetry"),
        Claim("scale", "softplus(x, b) == softplus(b*x)/b"),
        Claim("log_sigmoid", "softplus(-x) == -log(sigmoid(x))"),
        Claim("relu", "softplus(x) == relu(x) + log(1 + exp(-Abs(x)))"),
        Claim("logsumexp", "softplus(x) == logsumexp(0, x)"),
        Claim("cosh", "softplus(x) == x/2 + log(2*cosh(x/2))"),
        Claim("inverse", "softplus(log(exp(y) - 1)) == y", variables={"y": "positive"}),
        Claim("value_0", "softplus(0) == log(2)", "value"),
        Claim("positive", "softplus(x) > 0", "bound"),
        Claim("above_relu", "softplus(x) >= relu(x)", "bound"),
        Claim("derivative_exp", "Derivative(softplus(x), x) == exp(x)/(1 + exp(x))", "derivative"),
        Claim(
            "second_derivative",
            "Derivative(softplus(x, b), (x, 2)) == b*sigmoid(b*x)*(1 - sigmoid(b*x))",
            "second derivative",
        ),
        Claim("asymptote", "Limit(softplus(x, b) - x, x, oo) == 0", "limit", ("b > 0",)),
        Claim("limit_left", "Limit(softplus(x, b), x, -oo) == 0", "limit", ("b > 0",)),
        Claim("sharp", "Limit(softplus(x, b), b, oo) == relu(x)", "limit"),
    ),
    frameworks={
        "torch": "nn.functional.softplus", "jax": "nn.softplus", "keras": "activations.softplus",
        "tensorflow": "nn.softplus", "onnx": "Softplus", "scipy": "special.softplus", "mlx": "nn.softplus",
        "paddle": "nn.functional.softplus",
    },
    disagreements="torch and paddle have beta (b) and return x where b*x > 20; the others have neither.",
    reference="C. Dugas et al., NIPS 2000",
)  # fmt: skip
