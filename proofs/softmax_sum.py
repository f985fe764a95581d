"""The softmax of any number of values sums to 1."""

from symact.derivation import Proof

TOTAL = "Sum(exp(z[m]), (m, 1, n))"

proof = Proof("Sum(softmax(k, z), (k, 1, n)) == 1", title="The softmax sums to 1", variables={"z": "vector"})

with proof.left() as line:
    line(f"Sum(exp(z[k])/{TOTAL}, (k, 1, n))", "definition of softmax")
    line(f"Sum(exp(z[k]), (k, 1, n))/{TOTAL}", "the denominator is the same for every summand")
    line("1", "cancel", since=f"{TOTAL} > 0")

if __name__ == "__main__":
    from symact.cli.script import run

    run(proof)
