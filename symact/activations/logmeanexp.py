"""The logarithm of a mean of exponentials."""

from symact.activations.entry import Activation, Variable, count, sympy, total

entry = Activation(
    name="logmeanexp",
    latex=r"\operatorname{LME}",
    title="log-mean-exp",
    variables=(Variable("z", "vector"),),
    kernel="log(Sum(exp(z[k]), (k, 1, n))/n)",
    expr=lambda z: sympy.log(total(lambda k: sympy.exp(z[k])) / count()),
    frameworks={"jax": "nn.logmeanexp"},
)
