"""For two classes the softmax is the sigmoid of the difference of the logits."""

from symact.derivation import Proof

proof = Proof("softmax(1, x, y) == sigmoid(x - y)", title="The softmax of two classes is a sigmoid")

with proof.left() as line:
    line("exp(x)/(exp(x) + exp(y))", "definition of softmax")
    line("1/(1 + exp(y)/exp(x))", "divide above and below by `exp(x)`")
    line("1/(1 + exp(-(x - y)))", "quotient of exponentials")
    line("sigmoid(x - y)", "definition of `sigmoid` at `x - y`")

if __name__ == "__main__":
    from symact.cli.script import run

    run(proof)
