"""tanh is a sigmoid, stretched: twice as steep, twice as high, and moved down by 1."""

from symact.derivation import Proof

proof = Proof("tanh(x) == 2*sigmoid(2*x) - 1", title="tanh is a stretched sigmoid")

with proof.left() as line:
    line("(exp(x) - exp(-x))/(exp(x) + exp(-x))", "definition of `tanh`")
    line("(1 - exp(-2*x))/(1 + exp(-2*x))", "divide above and below by `exp(x)`")

with proof.right() as line:
    line("2/(1 + exp(-2*x)) - 1", "definition of `sigmoid` at `2*x`")
    line("(2 - (1 + exp(-2*x)))/(1 + exp(-2*x))", "over a common denominator")
    line("(1 - exp(-2*x))/(1 + exp(-2*x))", "collect")

if __name__ == "__main__":
    from symact.cli.script import run

    run(proof)
