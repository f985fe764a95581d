"""The sigmoid is the slope of softplus, which is therefore a smooth ramp."""

from symact.derivation import Proof

proof = Proof("Derivative(softplus(x), x) == sigmoid(x)", title="The derivative of softplus is the sigmoid")

with proof.left() as line:
    line("Derivative(log(1 + exp(x)), x)", "definition of softplus")
    line("Derivative(1 + exp(x), x)/(1 + exp(x))", "chain rule for the logarithm", since="1 + exp(x) > 0")
    line("exp(x)/(1 + exp(x))", "derivative of the exponential")
    line("1/(exp(-x) + 1)", "divide above and below by `exp(x)`")
    line("1/(1 + exp(-x))", "order of the terms")
    line("sigmoid(x)", "definition of `sigmoid`")

if __name__ == "__main__":
    from symact.cli.script import run

    run(proof)
