"""The rectifier: the positive part."""

from symact.activations.entry import Activation, Claim, sympy

entry = Activation(
    name="relu",
    latex=r"\operatorname{ReLU}",
    title="rectified linear unit",
    kernel="Max(0, x)",
    expr=lambda x: sympy.Max(0, x),
    derivative="Piecewise((1, x > 0), (0, x < 0))",
    differentiable=("x != 0",),
    claims=(
        Claim("difference", "relu(x) - relu(-x) == x", "symmetry"),
        Claim("sum", "relu(x) + relu(-x) == Abs(x)", "symmetry"),
        Claim("abs", "relu(x) == (x + Abs(x))/2"),
        Claim("min", "-relu(-x) == Min(x, 0)"),
        Claim("idempotent", "relu(relu(x)) == relu(x)"),
        Claim("homogeneous", "relu(a*x) == a*relu(x)", variables={"a": "nonnegative"}),
        Claim("value_0", "relu(0) == 0", "value"),
        Claim("nonnegative", "relu(x) >= 0", "bound"),
        Claim("derivative_sign", "Derivative(relu(x), x) == (1 + sign(x))/2", "derivative", ("x != 0",)),
        Claim("derivative_at_0", "Derivative(relu(x), x) == Heaviside(x)", "derivative", expect="REFUTED"),
        Claim("kinks_cancel", "Derivative(relu(x) - relu(-x), x) == 1", "derivative"),
        Claim("derivative_square", "Derivative(relu(x)**2, x) == 2*relu(x)", "derivative"),
        Claim("second_derivative", "Derivative(relu(x), (x, 2)) == 0", "second derivative", ("x != 0",)),
        Claim("slope_left", "Limit(Derivative(relu(x), x), x, 0, '-') == 0", "limit"),
        Claim("slope_right", "Limit(Derivative(relu(x), x), x, 0, '+') == 1", "limit"),
    ),
    frameworks={
        "torch": "nn.functional.relu", "jax": "nn.relu", "keras": "activations.relu", "tensorflow": "nn.relu",
        "onnx": "Relu", "mlx": "nn.relu", "paddle": "nn.functional.relu",
    },
    disagreements="Gradient at 0: jax.nn.relu and torch give 0; jax.numpy.maximum(x, 0) gives 1/2. There is none.",
    reference="K. Fukushima, 1969; V. Nair and G. Hinton, ICML 2010",
)  # fmt: skip
