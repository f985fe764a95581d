"""Softmax at a temperature: cold, hot, and in between."""

from __future__ import annotations

from symact.tutorials.assertion import Assertion, Topic
from symact.tutorials.theorems import Ask, holds, holds_if

ZI = {"z": "vector", "i": "index"}
TZI = {**ZI, "T": "positive"}

TOPIC = Topic("temperature", "Temperature", 9, (
    Assertion(
        "temperature.definition", "softmax(z/T) has the components e^(zᵢ/T)/Σ e^(z_k/T).", "softmax/temperature",
        "reals", "theorem", holds(Ask("softmax(i, z/T) == exp(z[i]/T)/Sum(exp(z[k]/T), (k, 1, n))", (), TZI)),
    ),
    Assertion(
        "temperature.cold", "For T → 0 all weight goes to the largest component.", "softmax/temperature", "reals",
        "theorem",
        holds_if(
            Ask("Limit(softmax(1, x/t, y/t), t, 0, '+') == 1", ("x >= y",)),
            "it is the only largest one, of two or three components",
            Ask("Limit(softmax(1, x/t, y/t), t, 0, '+') == 1", ("x > y",)),
            Ask("Limit(softmax(1, x/t, y/t, w/t), t, 0, '+') == 1", ("x > y", "x > w")),
            Ask("Limit(softmax(2, x/t, y/t, w/t), t, 0, '+') == 0", ("x > y", "x > w")),
            Ask("Limit(softmax(1, x/t, x/t), t, 0, '+') == 1/2"),
            remark="More components are not asked of the kernel. Largest components that are equal share the weight.",
        ), picture="softmax",
    ),
    Assertion(
        "temperature.hot", "For T → ∞ all components become equal, 1/n.", "softmax/temperature", "reals", "theorem",
        holds(
            Ask("softmax(i, 0*z) == 1/n", (), ZI),
            Ask("Derivative(softmax(i, b*z), b) == softmax(i, b*z)*(z[i] - Sum(z[k]*softmax(k, b*z), (k, 1, n)))",
                (), ZI),
            "Limit(softmax(1, x/t, y/t), t, oo) == 1/2", "Limit(softmax(1, x/t, y/t, w/t), t, oo) == 1/3",
            remark="With b = 1/T: at b = 0 the value is 1/n, and a function that has a derivative there is continuous.",
        ),
    ),
    Assertion(
        "temperature.order", "A temperature does not change which component is larger.", "softmax/temperature",
        "reals", "theorem",
        holds(Ask("softmax(1, x/T, y/T) > softmax(2, x/T, y/T)", ("x > y",), {"T": "positive"}),
              Ask("softmax(i, z/T)/softmax(j, z/T) == exp((z[i] - z[j])/T)", (), {**TZI, "j": "index"})),
    ),
))  # fmt: skip
