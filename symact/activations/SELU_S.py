"""The scale of SELU, to 31 decimals."""

from symact.activations.entry import Activation, sympy

entry = Activation(
    name="SELU_S",
    latex=r"\lambda_{\mathrm{SELU}}",
    title="scale of SELU",
    variables=(),
    kernel="1.0507009873554804934193349852946",
    expr=lambda: sympy.Rational("1.0507009873554804934193349852946"),
    reference="G. Klambauer et al., arXiv:1706.02515",
)
