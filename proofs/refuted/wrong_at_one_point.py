"""A step function at 1/3, written in two ways that agree at every other point.

No sample of floating-point numbers finds the difference: 1/3 is not one of them. Heaviside(0) is ½.
"""

from symact.derivation import Proof

proof = Proof(
    "Heaviside(x - R(1, 3)) == Piecewise((1, x >= R(1, 3)), (0, True))",
    title="Two steps at 1/3 differ at 1/3 alone",
    expects="REFUTED",
)

elsewhere = Proof(
    "Heaviside(x - R(1, 3)) == Piecewise((1, x >= R(1, 3)), (0, True))",
    title="Two steps at 1/3 agree at every other point",
    assume="x != R(1, 3)",
)
with elsewhere.case("x > R(1, 3)") as case:
    with case.left() as line:
        line("1", "to the right of the step")
    with case.right() as line:
        line("1", "first branch")
with elsewhere.case("x < R(1, 3)") as case:
    with case.left() as line:
        line("0", "to the left of the step")
    with case.right() as line:
        line("0", "second branch")

if __name__ == "__main__":
    from symact.cli.script import run

    run(proof, elsewhere)
