"""A temperature T in the softmax divides its Jacobian by T, and moves weight by how far a logit is from the mean."""

from symact.derivation import Proof

VARIABLES = {"z": "vector", "i": "index", "j": "index", "T": "positive"}
TOTAL = "Sum(exp(z[k]/T), (k, 1, n))"
WEIGHTED = "Sum(z[k]*exp(z[k]/T), (k, 1, n))"
MEAN = "Sum(z[k]*softmax(k, z/T), (k, 1, n))"

jacobian = Proof(
    "Derivative(softmax(i, z/T), z[j]) == softmax(i, z/T)*(KroneckerDelta(i, j) - softmax(j, z/T))/T",
    title="The Jacobian of the softmax at temperature T",
    variables=VARIABLES,
)
with jacobian.left() as line:
    line(f"Derivative(exp(z[i]/T)/{TOTAL}, z[j])", "definition of softmax")
    line(
        f"1/T*((KroneckerDelta(i, j)*exp(z[i]/T)*{TOTAL} - exp(z[i]/T)*exp(z[j]/T))/{TOTAL}**2)",
        "quotient rule; the chain rule brings `1/T`",
    )
    line(f"1/T*(exp(z[i]/T)/{TOTAL})*(KroneckerDelta(i, j) - exp(z[j]/T)/{TOTAL})", "factor out the first fraction")
    line("1/T*softmax(i, z/T)*(KroneckerDelta(i, j) - softmax(j, z/T))", "definition of softmax")
    line("softmax(i, z/T)*(KroneckerDelta(i, j) - softmax(j, z/T))/T", "one fraction")

sensitivity = Proof(
    f"Derivative(softmax(i, z/T), T) == softmax(i, z/T)*({MEAN} - z[i])/T**2",
    title="How the softmax changes with the temperature",
    variables={"z": "vector", "i": "index", "T": "positive"},
    remark="Warming takes weight from the logits above the mean and gives it to those below.",
)
with sensitivity.left() as line:
    line(f"Derivative(exp(z[i]/T)/{TOTAL}, T)", "definition of softmax")
    line(
        f"1/T**2*((exp(z[i]/T)*{WEIGHTED} - z[i]*exp(z[i]/T)*{TOTAL})/{TOTAL}**2)",
        "quotient rule; the sum term by term",
    )
    line(f"1/T**2*(exp(z[i]/T)/{TOTAL})*({WEIGHTED}/{TOTAL} - z[i])", "factor out the first fraction")
    line(f"1/T**2*softmax(i, z/T)*({MEAN} - z[i])", "definition of softmax")
    line(f"softmax(i, z/T)*({MEAN} - z[i])/T**2", "one fraction")

if __name__ == "__main__":
    from symact.cli.script import run

    run(jacobian, sensitivity)
