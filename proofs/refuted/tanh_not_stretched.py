"""tanh(x) = 2σ(x) − 1 has the right limits, the right value at 0 and the right symmetry, and is wrong: the 2 in
2σ(2x) − 1 is missing inside.
"""

from symact.derivation import Proof

proof = Proof("tanh(x) == 2*sigmoid(x) - 1", title="tanh is not 2σ(x) − 1", expects="REFUTED")

if __name__ == "__main__":
    from symact.cli.script import run

    run(proof)
