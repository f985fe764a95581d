"""ELU has no derivative at 0 unless α = 1, so a formula for all x is wrong at this one point.

A claim holds only where both of its sides have a value. So `f == f` says that f has a value everywhere, and this is
refuted for the derivative of ELU: one α is enough. The slopes at 0 for every α are in proofs/elu_kink.py.
"""

from symact.derivation import Proof

formula = Proof(
    "Derivative(elu(x, 2), x) == Piecewise((1, x > 0), (2*exp(x), True))",
    title="No formula gives the derivative of ELU with α = 2 at 0",
    expects="REFUTED",
)

existence = Proof(
    "Derivative(elu(x, alpha), x) == Derivative(elu(x, alpha), x)",
    title="ELU does not have a derivative everywhere when α ≠ 1",
    assume="alpha != 1",
    expects="REFUTED",
)

if __name__ == "__main__":
    from symact.cli.script import run

    run(formula, existence)
