"""The theorem is true, its first and last lines are right, and the proof is wrong: in line 3 the inner derivative of
e^(−x) lost its sign. The line is named.
"""

from symact.derivation import Proof

proof = Proof(
    "Derivative(sigmoid(x), x) == sigmoid(x)*(1 - sigmoid(x))",
    title="The derivative of the sigmoid, with a wrong line",
    expects="REFUTED",
    wrong_line=3,
)
with proof.left() as line:
    line("Derivative(1/(1 + exp(-x)), x)", "definition of `sigmoid`")
    line("-Derivative(1 + exp(-x), x)/(1 + exp(-x))**2", "quotient rule")
    line("-exp(-x)/(1 + exp(-x))**2", "derivative of the exponential, without the chain rule")
    line("1/(1 + exp(-x))*(exp(-x)/(1 + exp(-x)))", "split the square")
    line("sigmoid(x)*(1 - sigmoid(x))", "definition of `sigmoid`")

if __name__ == "__main__":
    from symact.cli.script import run

    run(proof)
