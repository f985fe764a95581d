"""ReLU has no derivative at 0, so it is not ½ there either.

The slopes from the left and from the right are 0 and 1; ½ is their mean and what some frameworks return. That is a
convention about a point at which the derivative does not exist, not a theorem.
"""

from symact.derivation import Proof

proof = Proof(
    "Derivative(relu(x), x) == R(1, 2)",
    title="The derivative of ReLU at 0 is not ½",
    assume="Eq(x, 0)",
    expects="REFUTED",
)

if __name__ == "__main__":
    from symact.cli.script import run

    run(proof)
