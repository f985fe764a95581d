"""The identity."""

from symact.activations.entry import Activation, Claim

entry = Activation(
    name="identity",
    latex=r"\mathrm{id}",
    title="identity",
    kernel="x",
    expr=lambda x: x,
    derivative="1",
    claims=(
        Claim("odd", "identity(-x) == -identity(x)", "symmetry"),
        Claim("relu", "identity(x) == relu(x) - relu(-x)"),
        Claim("second_derivative", "Derivative(identity(x), (x, 2)) == 0", "second derivative"),
    ),
    frameworks={"torch": "nn.Identity", "jax": "nn.identity", "keras": "activations.linear", "onnx": "Identity"},
)
