"""For α = 2, ELU has no derivative at 0: a formula for all x is wrong at this one point."""

from symact.derivation import Proof

proof = Proof(
    "Derivative(elu(x, 2), x) == Piecewise((1, x > 0), (2*exp(x), True))",
    title="ELU with α = 2 has no derivative at 0",
    expects="REFUTED",
)

if __name__ == "__main__":
    from symact.cli.script import run

    run(proof)
