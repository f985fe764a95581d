"""What a differential equation says: the solution of y′ = y(1 − y) with y(0) = ½ is the sigmoid, and nothing else is.

The right side y(1 − y) has a continuous derivative, so two solutions with one value in common are the same function.
"""

from symact.derivation import Proof

proof = Proof(
    "y(x) == sigmoid(x)",
    title="The only solution of y′ = y(1 − y) with y(0) = ½",
    assume=["Derivative(y(x), x) == y(x)*(1 - y(x))", "y(0) == 1/2"],
    variables={"y": "function"},
)

with proof.right() as line:
    line("1/(1 + exp(-x))", "definition of `sigmoid`")
    line("y(x)", "it solves the equation and has the value ½ at 0, and there is only one such function")

if __name__ == "__main__":
    from symact.cli.script import run

    run(proof)
