"""The derivative of ELU, branch by branch, and at 0.

For α = 1 the two branches meet at 0 with the same value and the same slope, so the derivative exists everywhere.
For other α see elu_kink.py: there is none at 0, and the theorem must leave this point out.
"""

from symact.derivation import Proof

smooth = Proof(
    "Derivative(elu(x), x) == Piecewise((1, x > 0), (exp(x), True))",
    title="The derivative of ELU for α = 1, at every point",
)
with smooth.case("x > 0") as case:
    with case.left() as line:
        line("Derivative(x, x)", "near this point ELU is the identity")
        line("1", "its slope is 1")
    with case.right() as line:
        line("1", "first branch")
with smooth.case("x < 0") as case:
    with case.left() as line:
        line("Derivative(exp(x) - 1, x)", "near this point ELU is `exp(x) - 1`")
        line("exp(x)", "derivative of the exponential")
    with case.right() as line:
        line("exp(x)", "second branch")
with smooth.case("Eq(x, 0)", "the branches meet") as case:
    with case.left() as line:
        line(
            "1",
            "both branches have the value 0 and the slope 1 here",
            since=("exp(x) - 1 == x", "Derivative(exp(x) - 1, x) == 1", "Derivative(x, x) == 1"),
        )
    with case.right() as line:
        line("exp(x)", "second branch")
        line("1", "as `x == 0`")

any_alpha = Proof(
    "Derivative(elu(x, alpha), x) == Piecewise((1, x > 0), (alpha*exp(x), True))",
    title="The derivative of ELU for every α, away from 0",
    assume="x != 0",
)
with any_alpha.case("x > 0") as case:
    with case.left() as line:
        line("Derivative(x, x)", "near this point ELU is the identity")
        line("1", "its slope is 1")
    with case.right() as line:
        line("1", "first branch")
with any_alpha.case("x < 0") as case:
    with case.left() as line:
        line("Derivative(alpha*(exp(x) - 1), x)", "near this point ELU is `alpha*(exp(x) - 1)`")
        line("alpha*exp(x)", "constant factor, derivative of the exponential")
    with case.right() as line:
        line("alpha*exp(x)", "second branch")

if __name__ == "__main__":
    from symact.cli.script import run

    run(smooth, any_alpha)
