"""ELU at 0 for α ≠ 1: the branches meet, but with different slopes.

The slope from the left is α, the slope from the right is 1. Where they differ, no derivative exists, and no theorem
about its value can hold: proofs/refuted/elu_derivative_at_zero.py states one for α = 2, and it is refuted at x = 0.
"""

from symact.derivation import Proof

meet = Proof("alpha*(exp(x) - 1) == x", assume="Eq(x, 0)", title="The branches of ELU meet at 0")
with meet.left() as line:
    line("alpha*(1 - 1)", "as `exp(0) == 1`")
    line("0", "collect")
    line("x", "the point is 0")

slope_from_the_left = Proof(
    "Derivative(alpha*(exp(x) - 1), x) == alpha", assume="Eq(x, 0)", title="At 0, the left branch of ELU has slope α"
)
with slope_from_the_left.left() as line:
    line("alpha*exp(x)", "constant factor, derivative of the exponential")
    line("alpha", "as `exp(0) == 1`")

slopes_differ = Proof(
    "Derivative(alpha*(exp(x) - 1), x) != Derivative(x, x)",
    assume=("Eq(x, 0)", "alpha != 1"),
    title="The slopes of the branches of ELU at 0 differ unless α = 1",
)
with slopes_differ.left() as line:
    line("alpha", "slope of the left branch")
    line("!= 1", "assumption")
    line("Derivative(x, x)", "slope of the right branch")

if __name__ == "__main__":
    from symact.cli.script import run

    run(meet, slope_from_the_left, slopes_differ)
