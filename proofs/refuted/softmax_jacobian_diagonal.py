"""s(1 − s) is the derivative of one softmax component by its own logit, not the Jacobian.

Taken for the whole Jacobian it is wrong wherever i ≠ j: those entries are −s_i·s_j, and never positive.
"""

from symact.derivation import Proof

proof = Proof(
    "Derivative(softmax(i, z), z[j]) == softmax(i, z)*(1 - softmax(i, z))",
    title="s(1 − s) is not the Jacobian of the softmax",
    variables={"z": "vector", "i": "index", "j": "index"},
    expects="REFUTED",
)

diagonal = Proof(
    "Derivative(softmax(i, z), z[j]) == softmax(i, z)*(1 - softmax(i, z))",
    title="s(1 − s) is the diagonal of the Jacobian of the softmax",
    assume="Eq(i, j)",
    variables={"z": "vector", "i": "index", "j": "index"},
)
with diagonal.left() as line:
    line("softmax(i, z)*(1 - softmax(j, z))", "the Jacobian on the diagonal")
    line("softmax(i, z)*(1 - softmax(i, z))", "as `Eq(i, j)`")

if __name__ == "__main__":
    from symact.cli.script import run

    run(proof, diagonal)
