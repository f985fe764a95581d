"""The Jacobian of the softmax for any number of classes: the diagonal i = j and everything else, i ≠ j."""

from symact.derivation import Proof

TOTAL = "Sum(exp(z[k]), (k, 1, n))"
VARIABLES = {"z": "vector", "i": "index", "j": "index"}

proof = Proof(
    "Derivative(softmax(i, z), z[j]) == softmax(i, z)*(KroneckerDelta(i, j) - softmax(j, z))",
    title="The Jacobian of the softmax, case by case",
    variables=VARIABLES,
)
with proof.case("Eq(i, j)", "on the diagonal") as case:
    with case.left() as line:
        line(f"Derivative(exp(z[i])/{TOTAL}, z[j])", "definition of softmax")
        line(f"(exp(z[i])*{TOTAL} - exp(z[i])*exp(z[j]))/{TOTAL}**2", "quotient rule; numerator and sum contain `z[j]`")
        line(f"exp(z[i])/{TOTAL}*(({TOTAL} - exp(z[j]))/{TOTAL})", "factor out `exp(z[i])`")
        line("softmax(i, z)*(1 - softmax(j, z))", "definition of softmax", since=f"{TOTAL} > 0")
    with case.right() as line:
        line("softmax(i, z)*(1 - softmax(j, z))", "the delta is 1")
with proof.case("Ne(i, j)", "off the diagonal") as case:
    with case.left() as line:
        line(f"Derivative(exp(z[i])/{TOTAL}, z[j])", "definition of softmax")
        line(f"-exp(z[i])*exp(z[j])/{TOTAL}**2", "quotient rule; only the sum contains `z[j]`")
        line("-softmax(i, z)*softmax(j, z)", "definition of softmax")
    with case.right() as line:
        line("softmax(i, z)*(0 - softmax(j, z))", "the delta is 0")
        line("-softmax(i, z)*softmax(j, z)", "collect")

if __name__ == "__main__":
    from symact.cli.script import run

    run(proof)
