"""The first component of the sparsemax of two numbers."""

from symact.activations.entry import Activation, Variable, sympy

entry = Activation(
    name="sparsemax2",
    latex=r"\operatorname{sparsemax}_2",
    title="sparsemax of two",
    variables=(Variable("x"), Variable("y")),
    kernel="Max(0, Min(1, (1 + x - y)/2))",
    expr=lambda x, y: sympy.Max(0, sympy.Min(1, (1 + x - y) / 2)),
    frameworks={"keras": "activations.sparsemax"},
    disagreements="keras up to 3.15.1 gives another value when both components are positive; its issue 23425.",
    reference="A. Martins and R. Astudillo, arXiv:1602.02068",
)
