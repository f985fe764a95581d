"""The logarithm of the softmax, component i of n."""

from symact.activations.entry import Activation, Claim, Variable, sympy, total

entry = Activation(
    name="log_softmax",
    latex=r"\log\operatorname{softmax}",
    title="logarithm of the softmax",
    variables=(Variable("i", "index"), Variable("z", "vector")),
    kernel="z[i] - log(Sum(exp(z[k]), (k, 1, n)))",
    expr=lambda i, z: z[i] - sympy.log(total(lambda k: sympy.exp(z[k]))),
    derivative="KroneckerDelta(i, j) - softmax(j, z)",
    shifted="(z[i] - c) - log(Sum(exp(z[k] - c), (k, 1, n)))",
    claims=(
        Claim("shift", "log_softmax(i, z + c) == log_softmax(i, z)", "symmetry"),
        Claim("logsumexp", "log_softmax(i, z) == z[i] - logsumexp(z)"),
        Claim("exp", "exp(log_softmax(i, z)) == softmax(i, z)"),
        Claim("sum_1", "Sum(exp(log_softmax(k, z)), (k, 1, n)) == 1"),
        Claim("two_classes", "log_softmax(1, x, y) == log_sigmoid(x - y)"),
        Claim("one_class", "log_softmax(1, x) == 0", "value"),
        Claim(
            "second_derivative",
            "Derivative(log_softmax(i, z), (z[j], 2)) == -softmax(j, z)*(1 - softmax(j, z))",
            "second derivative",
        ),
    ),
    frameworks={
        "torch": "nn.functional.log_softmax", "jax": "nn.log_softmax", "keras": "activations.log_softmax",
        "tensorflow": "nn.log_softmax", "onnx": "LogSoftmax", "scipy": "special.log_softmax", "mlx": "nn.log_softmax",
    },
)  # fmt: skip
