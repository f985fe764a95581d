"""The standard normal density. The file is not phi.py, which some file systems take for Phi.py."""

from symact.activations.entry import Activation, sympy

entry = Activation(
    name="phi",
    latex=r"\varphi",
    title="normal density",
    kernel="exp(-x**2/2)/sqrt(2*pi)",
    expr=lambda x: sympy.exp(-(x**2 / 2)) / sympy.sqrt(2 * sympy.pi),
    frameworks={"scipy": "stats.norm.pdf", "jax": "scipy.stats.norm.pdf"},
    reference="DLMF 7.20.1",
)
