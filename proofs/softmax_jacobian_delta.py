"""The Jacobian of the softmax for any number of classes, in one piece with the Kronecker delta."""

from symact.derivation import Proof

TOTAL = "Sum(exp(z[k]), (k, 1, n))"

proof = Proof(
    "Derivative(softmax(i, z), z[j]) == softmax(i, z)*(KroneckerDelta(i, j) - softmax(j, z))",
    title="The Jacobian of the softmax, with the Kronecker delta",
    variables={"z": "vector", "i": "index", "j": "index"},
)
proof.lemma(f"Derivative({TOTAL}, z[j]) == exp(z[j])", "only the j-th summand contains `z[j]`")

with proof.left() as line:
    line(f"Derivative(exp(z[i])/{TOTAL}, z[j])", "definition of softmax")
    line(
        f"(Derivative(exp(z[i]), z[j])*{TOTAL} - exp(z[i])*Derivative({TOTAL}, z[j]))/{TOTAL}**2",
        "quotient rule",
        since=f"{TOTAL} > 0",
    )
    line(
        f"(KroneckerDelta(i, j)*exp(z[i])*{TOTAL} - exp(z[i])*exp(z[j]))/{TOTAL}**2",
        "derivative of the exponential; the lemma",
    )
    line(f"exp(z[i])/{TOTAL}*(KroneckerDelta(i, j) - exp(z[j])/{TOTAL})", "factor out the first fraction")
    line("softmax(i, z)*(KroneckerDelta(i, j) - softmax(j, z))", "definition of softmax")

if __name__ == "__main__":
    from symact.cli.script import run

    run(proof)
