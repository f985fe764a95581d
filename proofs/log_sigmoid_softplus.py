"""The logarithm of the sigmoid is a softplus, reflected twice; logits are turned into log-likelihoods so."""

from symact.derivation import Proof

proof = Proof("log(sigmoid(x)) == -softplus(-x)", title="The logarithm of the sigmoid is a reflected softplus")

with proof.left() as line:
    line("log(1/(1 + exp(-x)))", "definition of `sigmoid`")
    line("-log(1 + exp(-x))", "logarithm of a reciprocal", since="1 + exp(-x) > 0")
    line("-softplus(-x)", "definition of softplus at `-x`")

if __name__ == "__main__":
    from symact.cli.script import run

    run(proof)
