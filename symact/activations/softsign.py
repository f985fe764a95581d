"""The softsign: like tanh, with algebraic tails."""

from symact.activations.entry import Activation, Claim, sympy

entry = Activation(
    name="softsign",
    latex=r"\operatorname{softsign}",
    title="softsign",
    kernel="x/(1 + Abs(x))",
    expr=lambda x: x/(1 + sympy.Abs(x)),
    derivative="1/(1 + Abs(x))**2",
    stable_derivative="(1/(1 + Abs(x)))**2",
    claims=(
        Claim("odd", "softsign(-x) == -softsign(x)", "symmetry"),
        Claim("inverse", "softsign(p/(1 - Abs(p))) == p", variables={"p": "sym1"}),
        Claim("value_0", "softsign(0) == 0", "value"),
        Claim("bounded", "Abs(softsign(x)) < 1", "bound"),
        Claim("derivative_self", "Derivative(softsign(x), x) == (1 - Abs(softsign(x)))**2", "derivative"),
        Claim(
            "second_derivative",
            "Derivative(softsign(x), (x, 2)) == -2*sign(x)/(1 + Abs(x))**3",
            "second derivative",
            ("x != 0",),
        ),
        Claim(
            "second_derivative_at_0",
            "Derivative(softsign(x), (x, 2)) == -2*sign(x)/(1 + Abs(x))**3",
            "second derivative",
            expect="REFUTED",
        ),
        Claim("limit", "Limit(softsign(x), x, oo) == 1", "limit"),
        Claim("limit_left", "Limit(softsign(x), x, -oo) == -1", "limit"),
    ),
    frameworks={
        "torch": "nn.functional.softsign", "jax": "nn.soft_sign", "keras": "activations.softsign",
        "tensorflow": "nn.softsign", "onnx": "Softsign", "mlx": "nn.softsign", "paddle": "nn.functional.softsign",
    },
    reference="J. Bergstra et al., 2009; X. Glorot and Y. Bengio, AISTATS 2010",
)  # fmt: skip
