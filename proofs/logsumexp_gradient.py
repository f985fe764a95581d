"""The softmax is the gradient of log-sum-exp, as the sigmoid is the slope of softplus."""

from symact.derivation import Proof

TOTAL = "Sum(exp(z[k]), (k, 1, n))"

proof = Proof(
    "Derivative(logsumexp(z), z[j]) == softmax(j, z)",
    title="The gradient of log-sum-exp is the softmax",
    variables={"z": "vector", "j": "index"},
)
with proof.left() as line:
    line(f"Derivative(log({TOTAL}), z[j])", "definition of log-sum-exp")
    line(f"Derivative({TOTAL}, z[j])/{TOTAL}", "chain rule for the logarithm", since=f"{TOTAL} > 0")
    line(f"Sum(KroneckerDelta(k, j)*exp(z[k]), (k, 1, n))/{TOTAL}", "term by term")
    line(f"exp(z[j])/{TOTAL}", "only the j-th summand is left")
    line("softmax(j, z)", "definition of softmax")

if __name__ == "__main__":
    from symact.cli.script import run

    run(proof)
