"""Figures as files: PNG, SVG and PDF, the same bytes for the same record."""

from __future__ import annotations

from importlib.util import find_spec
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from symact.kernel.errors import SymactError
from symact.render.plots.record import Picture
from symact.render.plots.style import SETTINGS, Size

FORMS = ("png", "svg", "pdf")


class PlotError(SymactError):
    """A picture that cannot be drawn, and what to do."""


def missing() -> str:
    """What to say where matplotlib is not installed; empty where it is."""
    return "" if find_spec("matplotlib") else "pictures need matplotlib: pip install 'symact[plot]'"


def form_of(name: str) -> str:
    """The form that the ending of a file name stands for."""
    form = name.rpartition(".")[2].lower() if "." in name else ""
    if form not in FORMS:
        raise PlotError(f"{name}: a picture is a file that ends in {', '.join(f'.{f}' for f in FORMS)}")
    return form


def image(picture: Picture, form: str = "png", size: Size | None = None) -> bytes:
    """The picture as a file of this form, title and description inside. Raises PlotError without matplotlib."""
    if missing():
        raise PlotError(missing())
    import matplotlib

    from symact.render.plots.draw import figure

    size = size or Size()
    made, out = figure(picture, size), BytesIO()
    with matplotlib.rc_context(SETTINGS):  # fonts are chosen when a figure is written
        made.savefig(out, format=form, dpi=size.dpi, metadata=_metadata(picture, form))
    return _accessible(out.getvalue(), picture) if form == "svg" else out.getvalue()


def _metadata(picture: Picture, form: str) -> dict[str, Any]:
    if form == "svg":
        return {"Date": None, "Title": picture.title}
    if form == "pdf":
        return {"CreationDate": None, "Title": picture.title, "Subject": picture.description}
    return {"Title": picture.title, "Description": picture.description}


def _accessible(svg: bytes, picture: Picture) -> bytes:
    """The SVG as one image with a description, which screen readers read in place of its parts."""
    title, head = (
        f"<title>{escape(picture.title)}</title>".encode(),
        b'<svg xmlns:xlink="http://www.w3.org/1999/xlink" ',
    )
    if svg.count(title) != 1 or svg.count(head) != 1:
        raise PlotError("matplotlib wrote an SVG of a shape that symact does not know")
    described = title + f'\n <desc id="description">{escape(picture.description)}</desc>'.encode()
    return svg.replace(title, described).replace(head, head + b'role="img" aria-describedby="description" ')
