"""Adding the same number to all logits does not change the softmax: this is why the maximum may be subtracted first."""

from symact.derivation import Proof

proof = Proof(
    "softmax(i, z + c) == softmax(i, z)",
    title="The softmax does not change when all logits are shifted",
    variables={"z": "vector", "i": "index"},
)

with proof.left() as line:
    line("exp(z[i] + c)/Sum(exp(z[k] + c), (k, 1, n))", "definition of softmax")
    line("exp(c)*exp(z[i])/Sum(exp(c)*exp(z[k]), (k, 1, n))", "exponential of a sum")
    line("exp(c)*exp(z[i])/(exp(c)*Sum(exp(z[k]), (k, 1, n)))", "take the common factor out of the sum")
    line("exp(z[i])/Sum(exp(z[k]), (k, 1, n))", "cancel", since="exp(c) > 0")
    line("softmax(i, z)", "definition of softmax")

if __name__ == "__main__":
    from symact.cli.script import run

    run(proof)
