"""The derivative of the sigmoid, σ′ = σ(1 − σ), in two ways.

First by the quotient rule. Then without expanding the product: the definition says that e^(−x) = (1 − σ)/σ, and with
this the exponentials disappear at once.
"""

from symact.derivation import Proof

quotient_rule = Proof(
    "Derivative(sigmoid(x), x) == sigmoid(x)*(1 - sigmoid(x))",
    title="The derivative of the sigmoid, by the quotient rule",
)
with quotient_rule.left() as line:
    line("Derivative(1/(1 + exp(-x)), x)", "definition of `sigmoid`")
    line("-Derivative(1 + exp(-x), x)/(1 + exp(-x))**2", "quotient rule")
    line("exp(-x)/(1 + exp(-x))**2", "chain rule", since="Derivative(exp(-x), x) == -exp(-x)")
    line("1/(1 + exp(-x))*(exp(-x)/(1 + exp(-x)))", "split the square")
    line("1/(1 + exp(-x))*(1 - 1/(1 + exp(-x)))", "add and subtract 1 in the numerator")
    line("sigmoid(x)*(1 - sigmoid(x))", "definition of `sigmoid`")

from_exponential = Proof(
    "Derivative(sigmoid(x), x) == sigmoid(x)*(1 - sigmoid(x))",
    title="The derivative of the sigmoid, from its exponential",
)
from_exponential.lemma("exp(-x) == (1 - sigmoid(x))/sigmoid(x)", "the definition, solved for the exponential")
with from_exponential.left() as line:
    line("exp(-x)/(1 + exp(-x))**2", "quotient and chain rule")
    line("exp(-x)*sigmoid(x)**2", "definition of `sigmoid`")
    line("(1 - sigmoid(x))/sigmoid(x)*sigmoid(x)**2", "the lemma")
    line("sigmoid(x)*(1 - sigmoid(x))", "cancel one `sigmoid`", since="sigmoid(x) != 0")

if __name__ == "__main__":
    from symact.cli.script import run

    run(quotient_rule, from_exponential)
