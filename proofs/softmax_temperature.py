"""A temperature T in the softmax divides its Jacobian by T, and moves weight by how far a logit is from the mean."""

from symact.derivation import Proof

VARIABLES = {"z": "vector", "i": "index", "j": "index", "T": "positive"}
TOTAL = "Sum(exp(z[k]/T), (k, 1, n))"
MEAN = "Sum(z[k]*softmax(k, z/T), (k, 1, n))"

jacobian = Proof(
    "Derivative(softmax(i, z/T), z[j]) == softmax(i, z/T)*(KroneckerDelta(i, j) - softmax(j, z/T))/T",
    title="The Jacobian of the softmax at temperature T",
    variables=VARIABLES,
)
with jacobian.left() as line:
    line(f"Derivative(exp(z[i]/T)/{TOTAL}, z[j])", "definition of softmax")
    line(
        f"(KroneckerDelta(i, j)*exp(z[i]/T)/T*{TOTAL} - exp(z[i]/T)*(exp(z[j]/T)/T))/{TOTAL}**2",
        "quotient rule; the chain rule brings `1/T`",
    )
    line(
        f"exp(z[i]/T)/{TOTAL}*(KroneckerDelta(i, j) - exp(z[j]/T)/{TOTAL})/T",
        "factor out the first fraction and `1/T`",
    )
    line("softmax(i, z/T)*(KroneckerDelta(i, j) - softmax(j, z/T))/T", "definition of softmax")

sensitivity = Proof(
    f"Derivative(softmax(i, z/T), T) == softmax(i, z/T)*({MEAN} - z[i])/T**2",
    title="How the softmax changes with the temperature",
    variables={"z": "vector", "i": "index", "T": "positive"},
    remark="Warming takes weight from the logits above the mean and gives it to those below.",
)
with sensitivity.left() as line:
    line(f"Derivative(exp(z[i]/T)/{TOTAL}, T)", "definition of softmax")
    line(
        f"(-z[i]/T**2*exp(z[i]/T)*{TOTAL} + exp(z[i]/T)*Sum(z[k]/T**2*exp(z[k]/T), (k, 1, n)))/{TOTAL}**2",
        "quotient rule; the sum term by term",
    )
    line(
        f"exp(z[i]/T)/{TOTAL}*(Sum(z[k]*exp(z[k]/T)/{TOTAL.replace('k', 'm')}, (k, 1, n)) - z[i])/T**2",
        "factor out the first fraction and `1/T**2`",
    )
    line(f"softmax(i, z/T)*({MEAN} - z[i])/T**2", "definition of softmax")

if __name__ == "__main__":
    from symact.cli.script import run

    run(jacobian, sensitivity)
