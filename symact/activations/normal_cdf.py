"""The standard normal distribution function. The file is not Phi.py, which some file systems take for phi.py."""

from symact.activations.entry import Activation, sympy

entry = Activation(
    name="Phi",
    latex=r"\Phi",
    title="normal distribution function",
    kernel="(1 + erf(x/sqrt(2)))/2",
    expr=lambda x: (1 + sympy.erf(x / sympy.sqrt(2))) / 2,
    frameworks={"scipy": "special.ndtr", "torch": "special.ndtr", "jax": "scipy.special.ndtr"},
    reference="DLMF 7.20.1",
)
