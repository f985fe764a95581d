"""The swish: the sigmoid linear unit with a slope."""

from symact.activations.entry import Activation, Claim, Parameter, sympy

entry = Activation(
    name="swish",
    latex=r"\operatorname{swish}",
    title="swish",
    kernel="x/(1 + exp(-b*x))",
    expr=lambda x, b: x / (1 + sympy.exp(-(b * x))),
    parameters=(Parameter("b", "1", latex=r"\beta"),),
    claims=(
        Claim("sharp", "Limit(swish(x, b), b, oo) == relu(x)", "limit"),
        Claim("blunt", "Limit(swish(x, b), b, 0) == x/2", "limit"),
    ),
    frameworks={"tensorflow": "nn.silu", "onnx": "Swish", "paddle": "nn.functional.swish"},
    disagreements="The slope is called beta (tensorflow) or alpha (ONNX); jax and keras mean slope 1.",
    reference="P. Ramachandran, B. Zoph and Q. Le, arXiv:1710.05941",
)
