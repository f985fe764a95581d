"""The softmax of -z, component i of n."""

from symact.activations.entry import Activation, Variable, sympy, total

entry = Activation(
    name="softmin",
    latex=r"\operatorname{softmin}",
    title="softmin",
    variables=(Variable("i", "index"), Variable("z", "vector")),
    kernel="exp(-z[i])/Sum(exp(-z[k]), (k, 1, n))",
    expr=lambda i, z: sympy.exp(-z[i]) / total(lambda k: sympy.exp(-z[k])),
    frameworks={"torch": "nn.functional.softmin", "mlx": "nn.softmin"},
)
