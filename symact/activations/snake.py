"""The snake: the identity with a periodic part."""

from symact.activations.entry import Activation, Parameter, sympy

entry = Activation(
    name="snake",
    latex=r"\operatorname{snake}",
    title="snake",
    kernel="x + sin(a*x)**2/a",
    expr=lambda x, a: x + sympy.sin(a * x) ** 2 / a,
    parameters=(Parameter("a", "1"),),
    frameworks={"tensorflow_addons": "activations.snake"},
    reference="L. Ziyin, T. Hartwig and M. Ueda, arXiv:2006.08195",
)
