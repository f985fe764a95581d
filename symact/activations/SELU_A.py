"""The constant alpha of SELU, to 31 decimals."""

from symact.activations.entry import Activation, sympy

entry = Activation(
    name="SELU_A",
    latex=r"\alpha_{\mathrm{SELU}}",
    title="alpha of SELU",
    variables=(),
    kernel="1.6732632423543772848170429916717",
    expr=lambda: sympy.Rational("1.6732632423543772848170429916717"),
    reference="G. Klambauer et al., arXiv:1706.02515",
)
