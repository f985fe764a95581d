"""The hyperbolic tangent. Its stable form is built on u = expm1(-|x|), for which e^(-2|x|) - 1 = u (2 + u)."""

from symact.activations.entry import Activation, Claim, sympy

_U = "expm1(-Abs(x))"

entry = Activation(
    name="tanh",
    latex=r"\tanh",
    title="hyperbolic tangent",
    kernel="(exp(x) - exp(-x))/(exp(x) + exp(-x))",
    expr=lambda x: (sympy.exp(x) - sympy.exp(-x))/(sympy.exp(x) + sympy.exp(-x)),
    derivative="1 - tanh(x)**2",
    stable=f"-sign(x)*({_U}*(2 + {_U}))/(2 + {_U}*(2 + {_U}))",
    stable_derivative="(2*exp(-Abs(x))/(1 + exp(-Abs(x))**2))**2",
    claims=(
        Claim("odd", "tanh(-x) == -tanh(x)", "symmetry"),
        Claim("sigmoid", "tanh(x) == 2*sigmoid(2*x) - 1"),
        Claim("quotient", "tanh(x) == sinh(x)/cosh(x)"),
        Claim("exp", "tanh(x) == (exp(2*x) - 1)/(exp(2*x) + 1)"),
        Claim("doubled", "tanh(2*x) == 2*tanh(x)/(1 + tanh(x)**2)"),
        Claim("addition", "tanh(x + y) == (tanh(x) + tanh(y))/(1 + tanh(x)*tanh(y))"),
        Claim("inverse", "atanh(tanh(x)) == x"),
        Claim("value_0", "tanh(0) == 0", "value"),
        Claim("bounded", "Abs(tanh(x)) < 1", "bound"),
        Claim("derivative_product", "Derivative(tanh(x), x) == (1 + tanh(x))*(1 - tanh(x))", "derivative"),
        Claim("derivative_cosh", "Derivative(tanh(x), x) == 1/cosh(x)**2", "derivative"),
        Claim("derivative_sigmoid", "Derivative(tanh(x), x) == 4*sigmoid(2*x)*(1 - sigmoid(2*x))", "derivative"),
        Claim(
            "derivative_exp",
            "Derivative(tanh(x), x) == 1 - (exp(x) - exp(-x))**2/(exp(x) + exp(-x))**2",
            "derivative",
        ),
        Claim("steepest", "Derivative(tanh(x), x) <= 1", "bound"),
        Claim(
            "second_derivative",
            "Derivative(tanh(x), (x, 2)) == -2*tanh(x)*(1 - tanh(x)**2)",
            "second derivative",
        ),
        Claim("order", "tanh(x) < tanh(y)", "monotonicity", ("x < y",)),
        Claim("limit", "Limit(tanh(x), x, oo) == 1", "limit"),
        Claim("limit_left", "Limit(tanh(x), x, -oo) == -1", "limit"),
        Claim("slope", "Limit(tanh(x)/x, x, 0) == 1", "limit"),
    ),
    frameworks={
        "torch": "tanh", "jax": "nn.tanh", "keras": "activations.tanh", "tensorflow": "nn.tanh", "onnx": "Tanh",
        "numpy": "tanh", "mlx": "nn.tanh", "paddle": "nn.functional.tanh",
    },
    reference="DLMF 4.28.4",
)  # fmt: skip
