"""log(1 - exp(-x)) for positive x."""

from symact.activations.entry import Activation, Variable, sympy

entry = Activation(
    name="log1mexp",
    latex=r"\operatorname{log1mexp}",
    title="log of one minus exp",
    variables=(Variable("x", "positive"),),
    kernel="log(1 - exp(-x))",
    expr=lambda x: sympy.log(1 - sympy.exp(-x)),
    frameworks={"jax": "nn.log1mexp", "tensorflow_probability": "math.log1mexp"},
    disagreements="tensorflow_probability takes the absolute value of x first.",
    reference="M. Mächler, 2012",
)
