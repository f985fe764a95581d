"""The logarithm of a sum of exponentials: a smooth maximum, whose gradient is the softmax."""

from symact.activations.entry import Activation, Claim, Variable, sympy, total

entry = Activation(
    name="logsumexp",
    latex=r"\operatorname{LSE}",
    title="log-sum-exp",
    variables=(Variable("z", "vector"),),
    kernel="log(Sum(exp(z[k]), (k, 1, n)))",
    expr=lambda z: sympy.log(total(lambda k: sympy.exp(z[k]))),
    derivative="softmax(j, z)",
    shifted="c + log(Sum(exp(z[k] - c), (k, 1, n)))",
    claims=(
        Claim("shift", "logsumexp(z + c) == c + logsumexp(z)", "symmetry"),
        Claim("softplus", "logsumexp(0, x) == softplus(x)"),
        Claim("max_of_two", "logsumexp(x, y) == Max(x, y) + log(1 + exp(-Abs(x - y)))"),
        Claim("one", "logsumexp(x) == x", "value"),
        Claim("equal", "logsumexp(x, x) == x + log(2)", "value"),
        Claim("above_max", "logsumexp(x, y) > Max(x, y)", "bound"),
        Claim(
            "hessian",
            "Derivative(logsumexp(z), z[i], z[j]) == softmax(i, z)*(KroneckerDelta(i, j) - softmax(j, z))",
            "second derivative",
            variables={"i": "index"},
        ),
        Claim(
            "second_derivative",
            "Derivative(logsumexp(z), (z[j], 2)) == softmax(j, z)*(1 - softmax(j, z))",
            "second derivative",
        ),
    ),
    frameworks={
        "torch": "logsumexp", "jax": "nn.logsumexp", "keras": "ops.logsumexp", "tensorflow": "math.reduce_logsumexp",
        "onnx": "ReduceLogSumExp", "scipy": "special.logsumexp", "mlx": "core.logsumexp",
    },
    reference="P. Blanchard, D. Higham and N. Higham, IMA J. Numer. Anal. 41, 2021",
)  # fmt: skip
