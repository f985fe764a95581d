"""The gradient of softmax followed by cross-entropy: s − y, the prediction minus the target.

This is so for targets y that sum to 1. For others (unnormalised weights, label smoothing that forgot to renormalise)
the prediction stays multiplied by the sum of the targets.
"""

from symact.derivation import Proof

LOSS = "-Sum(y[k]*log_softmax(k, z), (k, 1, n))"
WEIGHT = "Sum(y[k], (k, 1, n))"
VARIABLES = {"z": "vector", "y": "vector", "j": "index"}

any_targets = Proof(
    f"Derivative({LOSS}, z[j]) == {WEIGHT}*softmax(j, z) - y[j]",
    title="The gradient of the cross-entropy for targets of any sum",
    variables=VARIABLES,
)
with any_targets.left() as line:
    line("-Sum(y[k]*Derivative(log_softmax(k, z), z[j]), (k, 1, n))", "the sum term by term")
    line("-Sum(y[k]*(KroneckerDelta(k, j) - softmax(j, z)), (k, 1, n))", "derivative of log-softmax")
    line(f"softmax(j, z)*{WEIGHT} - Sum(y[k]*KroneckerDelta(k, j), (k, 1, n))", "split the sum")
    line(f"softmax(j, z)*{WEIGHT} - y[j]", "only the j-th summand of the second sum is left")
    line(f"{WEIGHT}*softmax(j, z) - y[j]", "order of the factors")

distribution = Proof(
    f"Derivative({LOSS}, z[j]) == softmax(j, z) - y[j]",
    title="The gradient of the cross-entropy: prediction minus target",
    assume=f"{WEIGHT} == 1",
    variables=VARIABLES,
)
with distribution.left() as line:
    line(f"{WEIGHT}*softmax(j, z) - y[j]", "the gradient for targets of any sum")
    line("1*softmax(j, z) - y[j]", "the targets sum to 1")
    line("softmax(j, z) - y[j]", "collect")

if __name__ == "__main__":
    from symact.cli.script import run

    run(any_targets, distribution)
