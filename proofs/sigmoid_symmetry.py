"""The sigmoid is symmetric about the point (0, ½): what it gains on one side, it loses on the other.

Both sides of σ(−x) = 1 − σ(x) are turned into the same fraction.
"""

from symact.derivation import Proof

proof = Proof("sigmoid(-x) == 1 - sigmoid(x)", title="The sigmoid is symmetric about (0, ½)")

with proof.left() as line:
    line("1/(1 + exp(x))", "definition of `sigmoid` at `-x`")

with proof.right() as line:
    line("1 - 1/(1 + exp(-x))", "definition of `sigmoid`")
    line("exp(-x)/(1 + exp(-x))", "over a common denominator")
    line("1/(exp(x) + 1)", "multiply above and below by `exp(x)`")
    line("1/(1 + exp(x))", "order of the terms")

if __name__ == "__main__":
    from symact.cli.script import run

    run(proof)
