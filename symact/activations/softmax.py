"""The softmax, component i of n.

The maximum of a vector is not in the claim language, so the shifted form holds for every real c.
"""

from symact.activations.entry import Activation, Claim, Variable, sympy, total

entry = Activation(
    name="softmax",
    latex=r"\operatorname{softmax}",
    title="softmax",
    variables=(Variable("i", "index"), Variable("z", "vector")),
    kernel="exp(z[i])/Sum(exp(z[k]), (k, 1, n))",
    expr=lambda i, z: sympy.exp(z[i])/total(lambda k: sympy.exp(z[k])),
    derivative="softmax(i, z)*(KroneckerDelta(i, j) - softmax(j, z))",
    shifted="exp(z[i] - c)/Sum(exp(z[k] - c), (k, 1, n))",
    claims=(
        Claim("shift", "softmax(i, z + c) == softmax(i, z)", "symmetry"),
        Claim("sum_1", "Sum(softmax(k, z), (k, 1, n)) == 1"),
        Claim("ratio", "softmax(i, z)/softmax(j, z) == exp(z[i] - z[j])"),
        Claim("log", "log(softmax(i, z)) == log_softmax(i, z)"),
        Claim("two_classes", "softmax(1, x, y) == sigmoid(x - y)"),
        Claim("one_class", "softmax(1, x) == 1", "value"),
        Claim("positive", "softmax(i, z) > 0", "bound"),
        Claim("jacobian_symmetric", "Derivative(softmax(i, z), z[j]) == Derivative(softmax(j, z), z[i])", "derivative"),
        Claim("jacobian_rows", "Sum(Derivative(softmax(i, z), z[k]), (k, 1, n)) == 0", "derivative"),
        Claim(
            "jacobian_diagonal_only",
            "Derivative(softmax(i, z), z[j]) == softmax(i, z)*(1 - softmax(i, z))",
            "derivative",
            expect="REFUTED",
        ),
        Claim(
            "temperature",
            "Derivative(softmax(i, z/T), z[j]) == softmax(i, z/T)*(KroneckerDelta(i, j) - softmax(j, z/T))/T",
            "derivative",
            variables={"T": "positive"},
        ),
        Claim(
            "second_derivative",
            "Derivative(softmax(i, z), (z[j], 2)) == "
            "softmax(i, z)*((KroneckerDelta(i, j) - softmax(j, z))**2 - softmax(j, z)*(1 - softmax(j, z)))",
            "second derivative",
        ),
        Claim("hard", "Limit(softmax(1, x/t, y/t), t, 0, '+') == 1", "limit", ("x > y",)),
        Claim("uniform", "Limit(softmax(1, x/t, y/t), t, oo) == 1/2", "limit"),
    ),
    frameworks={
        "torch": "nn.functional.softmax", "jax": "nn.softmax", "keras": "activations.softmax",
        "tensorflow": "nn.softmax", "onnx": "Softmax", "scipy": "special.softmax", "mlx": "nn.softmax",
        "paddle": "nn.functional.softmax",
    },
    disagreements=(
        "Axis: scipy takes all elements by default, onnx before 13 the flattened rest, the others the last axis."
    ),
    reference="J. Bridle, NIPS 1989",
)  # fmt: skip
