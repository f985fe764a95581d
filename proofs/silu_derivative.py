"""The derivative of SiLU, x·σ(x), by the product rule."""

from symact.derivation import Proof

proof = Proof("Derivative(silu(x), x) == sigmoid(x)*(1 + x*(1 - sigmoid(x)))", title="The derivative of SiLU")

with proof.left() as line:
    line("Derivative(x*sigmoid(x), x)", "SiLU is `x` times the sigmoid")
    line("sigmoid(x) + x*Derivative(sigmoid(x), x)", "product rule")
    line("sigmoid(x) + x*sigmoid(x)*(1 - sigmoid(x))", "derivative of the sigmoid")
    line("sigmoid(x)*(1 + x*(1 - sigmoid(x)))", "factor out `sigmoid(x)`")

if __name__ == "__main__":
    from symact.cli.script import run

    run(proof)
