"""The rectifier with a slope on the negative side."""

from symact.activations.entry import Activation, Claim, Parameter, sympy

entry = Activation(
    name="leaky_relu",
    latex=r"\operatorname{LeakyReLU}",
    title="leaky rectified linear unit",
    kernel="Piecewise((x, x >= 0), (a*x, True))",
    expr=lambda x, a: sympy.Piecewise((x, x >= 0), (a*x, True)),
    parameters=(Parameter("a", "1/100"),),
    derivative="Piecewise((1, x > 0), (a, x < 0), (1, Eq(a, 1)))",
    differentiable=("x != 0",),
    partials={"a": "Min(x, 0)"},
    claims=(
        Claim("relu", "leaky_relu(x, a) == relu(x) - a*relu(-x)"),
        Claim("abs", "leaky_relu(x, a) == ((1 + a)*x + (1 - a)*Abs(x))/2"),
        Claim("max", "leaky_relu(x, a) == Max(x, a*x)", assumptions=("a <= 1",)),
        Claim("max_any_slope", "leaky_relu(x, a) == Max(x, a*x)", expect="REFUTED"),
        Claim("inverse", "leaky_relu(leaky_relu(x, a), 1/a) == x", assumptions=("a > 0",)),
        Claim("slope_0", "leaky_relu(x, 0) == relu(x)"),
        Claim("slope_1", "Derivative(leaky_relu(x, 1), x) == 1", "derivative"),
        Claim("second_derivative", "Derivative(leaky_relu(x, a), (x, 2)) == 0", "second derivative", ("x != 0",)),
    ),
    frameworks={
        "torch": "nn.functional.leaky_relu", "jax": "nn.leaky_relu", "keras": "activations.leaky_relu",
        "tensorflow": "nn.leaky_relu", "onnx": "LeakyRelu", "mlx": "nn.leaky_relu",
        "paddle": "nn.functional.leaky_relu",
    },
    disagreements=(
        "Default slope: 0.01 in torch, jax, onnx, mlx, paddle; 0.2 in keras.activations and tensorflow; 0.3 in "
        "keras.layers.LeakyReLU. mlx computes Max(a*x, x), another function for a > 1. Gradient at 0: 1 in jax, "
        "the slope in torch."
    ),
    reference="A. Maas, A. Hannun and A. Ng, ICML workshop 2013",
)  # fmt: skip
