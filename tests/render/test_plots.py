"""Pictures as records and as files: what does not fit together is refused, what is drawn can be read in every way."""

from __future__ import annotations

import math
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

pytest.importorskip("matplotlib")

from symact.render.plots import Cloud, Curve, Dot, Line, Mark, Panel, Picture, PlotError, Regime, Size, image
from symact.render.plots import file as files
from symact.render.plots.draw import LOWEST, figure
from symact.render.plots.style import MARKERS, SETTINGS, STYLES

WAVE = Curve("f(x)", tuple(k / 20 - 3 for k in range(121)), tuple(math.sin(k / 20 - 3) for k in range(121)))
STEP = Curve("f′(x)", (-3.0, 0.0, 0.0, 0.0, 3.0), (0.0, 0.0, math.nan, 1.0, 1.0), 1)
PEAK = Mark(math.pi / 2, 1.0, ("maximum",), "maximum\n(π/2, 1)")
LIMIT = Line("y = 1", intercept=1.0, sides="+", because="Limit(f, x, oo) == 1")
VALUE = Panel(
    "f(x) and f′(x)", "x", (-3.0, 3.0), curves=(WAVE, STEP), marks=(PEAK,), dots=(Dot(0.0, 1.0, False, 1),),
    lines=(LIMIT, Line("here", at=2.0)),
)  # fmt: skip
NAIVE = Cloud("naive", (-2.0, -1.0, 0.0, 1.0), (0.0, math.inf, 1e15, math.nan), 0, (0.0, 1e15))
STABLE = Cloud("stable", (-2.0, -1.0, 0.0, 1.0), (0.5, 0.5, 1.2, 0.0), 1, (0.0, 1.2))
ZERO = Regime("naive, false zero", "from x = −1.5 (−0x1.8p+0)", ((-2.0, -1.5),), (-1.5,))
ERRORS = Panel(
    "error of f in ulp", "x", (-2.0, 1.0), clouds=(NAIVE, STABLE), regimes=(ZERO,), ticks=((-1.0, "−1"), (1.0, "1"))
)  # fmt: skip
PICTURE = Picture("f", "f(x) = e^(−x)·½ <&>", (VALUE, ERRORS))


@pytest.fixture(scope="module")
def axes():
    """The axes of PICTURE: a panel of curves, one of errors, and its strip of regimes."""
    return figure(PICTURE).axes


@pytest.fixture(scope="module")
def made():
    """PICTURE as a file of each form."""
    return {form: image(PICTURE, form) for form in files.FORMS}


def of(**changed):
    """The axes of the panel of curves alone, changed."""
    return figure(Picture("f", "f", (replace(VALUE, **changed),))).axes[0]


def drawn(axes, label):
    return next(line for line in axes.lines if line.get_label() == label)


def test_a_picture_has_its_panels_and_a_strip_for_the_regimes(axes):
    assert len(axes) == 3
    assert [t.get_text() for t in axes[0].get_legend().get_texts()] == ["f(x)", "f′(x)", "y = 1, here"]
    assert [t.get_text() for t in axes[1].get_legend().get_texts()] == ["naive", "naive: inf or nan", "stable"]
    assert axes[1].get_title(loc="left") == "error of f in ulp"
    assert [t.get_text() for t in axes[2].texts] == ["naive, false zero from x = −1.5 (−0x1.8p+0)"]
    assert axes[1].get_xlim() == axes[2].get_xlim() == (-2.0, 1.0)


def test_errors_of_zero_are_drawn_and_results_that_are_not_finite_are_marked(axes):
    axes = axes[1]
    low, high = axes.get_ylim()
    assert list(drawn(axes, "naive").get_ydata()) == [LOWEST, 1e15]
    assert list(drawn(axes, "naive: inf or nan").get_xdata()) == [-1.0]
    assert low < LOWEST and high > 1e15


def test_a_line_is_drawn_on_its_side_only(axes):
    assert list(drawn(axes[0], "y = 1, here").get_xdata()) == [0.0, 3.0]
    both = of(lines=(replace(LIMIT, sides="-+"), replace(LIMIT, label="y = 2", sides="")))
    assert list(drawn(both, "y = 1").get_xdata()) == [-3.0, 3.0]


def test_an_open_end_is_white_and_a_closed_one_is_not():
    both = of(dots=(Dot(0.0, 1.0, False, 1), Dot(0.0, 0.0, True, 1)))
    faces = [line.get_markerfacecolor() for line in both.lines if line.get_marker() == "o"]
    assert faces == ["white", STYLES[1][0]]


def test_a_curve_that_goes_to_infinity_leaves_the_rest_in_sight():
    pole = Curve("1/x", tuple(k / 100 for k in range(1, 301)), tuple(100 / k for k in range(1, 301)))
    low, high = figure(Picture("p", "p", (Panel("p", "x", (0.0, 3.0), curves=(pole,)),))).axes[0].get_ylim()
    assert high < 50 and low < 1 / 3


def test_a_mark_outside_the_heights_is_not_drawn():
    far = replace(PEAK, y=900.0, label="far off")
    assert [t.get_text() for t in of(marks=(far, PEAK), y_range=(-1.0, 2.0)).texts] == [PEAK.label]


def test_labels_cover_neither_each_other_nor_their_points():
    spread = [Mark(x / 2, math.sin(x / 2), ("zero",), f"point\n({x / 2}, …)", 0, x) for x in range(-4, 5)]
    boxes = [t.get_window_extent() for t in of(marks=tuple(spread)).texts]
    assert len(boxes) >= 6
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_where_there_is_no_room_a_mark_has_no_label():
    crowd = tuple(Mark(0.001 * k, 0.0, ("zero",), "a label\nof two lines", 0, k) for k in range(40))
    assert 0 < len(of(marks=crowd).texts) < len(crowd)


def test_styles_differ_in_colour_and_dashes_and_kinds_in_their_marker():
    columns = list(zip(*STYLES, strict=True))
    assert [len(set(map(str, column))) for column in columns] == [len(STYLES)] * 3
    assert len({shape for shape, _ in MARKERS.values()}) == len(MARKERS)


def test_neighbouring_colours_differ_in_grey():
    """Rec. 709 luma of the first two, which most pictures need."""
    channels = [[int(color[k : k + 2], 16) / 255 for k in (1, 3, 5)] for color, _, _ in STYLES[:2]]
    blue, red = (0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in channels)
    assert abs(blue - red) > 0.05


@pytest.mark.parametrize(("columns", "width"), [(1, 6.3), (2, 3.35)])
def test_a_picture_is_as_wide_as_the_column(columns, width):
    made = figure(PICTURE, Size(columns=columns))
    assert made.get_figwidth() == width
    box = made.get_tightbbox()
    assert box.x0 >= -0.05 and box.x1 <= width + 0.05 and box.y0 >= -0.05 and box.y1 <= made.get_figheight() + 0.05


def test_width_and_height_are_what_was_asked_for():
    made = figure(PICTURE, Size(4.0, 5.0))
    assert (made.get_figwidth(), made.get_figheight()) == (4.0, 5.0)


def test_a_long_title_fits():
    made = figure(Picture("f", "f(x) = " + "x + " * 40 + "1", (VALUE,)))
    assert made.get_suptitle().startswith("f(x)")
    assert made._suptitle.get_window_extent().x1 <= made.bbox.x1


# ---------------------------------------------------------------- files


def test_files_are_what_they_say_and_always_the_same(made):
    assert made["png"].startswith(b"\x89PNG\r\n") and made["pdf"].startswith(b"%PDF-")
    assert made == {form: image(PICTURE, form) for form in files.FORMS}
    assert b"Description" in made["png"]


def test_a_screen_reader_reads_the_description_of_an_svg(made):
    root = ET.fromstring(made["svg"])
    space = "{http://www.w3.org/2000/svg}"
    assert (root.get("role"), root.get("aria-describedby")) == ("img", "description")
    assert root.findtext(f"{space}title") == PICTURE.title
    assert root.findtext(f"{space}desc") == PICTURE.description
    assert root.find(f"{space}desc").get("id") == "description"


def test_an_svg_of_another_shape_is_refused():
    with pytest.raises(PlotError, match="does not know"):
        files._accessible(b"<svg></svg>", PICTURE)


def test_no_font_is_of_type_3(made, tmp_path):
    assert SETTINGS["pdf.fonttype"] == SETTINGS["ps.fonttype"] == 42
    (tmp_path / "a.pdf").write_bytes(made["pdf"])
    assert b"/Type3" not in (tmp_path / "a.pdf").read_bytes()
    if shutil.which("pdffonts") is None:
        pytest.skip("pdffonts is absent: apt-get install poppler-utils")
    said = subprocess.run(["pdffonts", tmp_path / "a.pdf"], capture_output=True, text=True, check=True).stdout
    fonts = said.splitlines()[2:]
    assert fonts and all("CID TrueType" in row and re.search(r"yes yes yes", row) for row in fonts)


def test_save_writes_what_the_ending_says(tmp_path):
    plain = Picture("f", "f", (replace(VALUE, marks=()),))
    for name, start in (("a.png", b"\x89PNG"), ("b.SVG", b"<?xml"), ("c.pdf", b"%PDF-")):
        plain.save(tmp_path / name, columns=2)
        assert (tmp_path / name).read_bytes().startswith(start)


@pytest.mark.parametrize("name", ["a.jpg", "a", "png", "a.png.txt"])
def test_another_ending_is_refused(name, tmp_path):
    with pytest.raises(PlotError, match=r"ends in \.png, \.svg, \.pdf"):
        PICTURE.save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_without_matplotlib_there_is_the_line_that_installs_it(monkeypatch):
    monkeypatch.setattr(files, "find_spec", lambda name: None)
    with pytest.raises(PlotError, match=r"pip install 'symact\[plot\]'"):
        image(PICTURE)
    assert set(PICTURE._repr_mimebundle_()) == {"text/plain"}


def test_a_notebook_shows_the_picture_and_its_description():
    shown = PICTURE._repr_mimebundle_()
    assert shown["text/plain"] == PICTURE.description
    assert shown["image/png"].startswith("iVBOR")


# ---------------------------------------------------------------- records


def test_a_description_says_what_can_be_seen():
    said = PICTURE.description
    for sentence in (
        "x from −3 to 3", "maximum at (π/2, 1)", "open end at (0, 1)", "line y = 1\n    Limit(f, x, oo) == 1",
        "naive: up to 1e+15 ulp, at x = 0.0; 1 results are inf or nan", "naive, false zero from x = −1.5 (−0x1.8p+0)",
    ):  # fmt: skip
        assert sentence in said


def test_the_record_holds_floats_exactly():
    record = PICTURE.to_json()
    assert record["panels"][0]["marks"][0]["x"] == {"hex": (math.pi / 2).hex(), "decimal": repr(math.pi / 2)}
    assert record["panels"][1]["clouds"][0]["not_finite"] == 1
    assert [line["label"] for line in record["panels"][0]["lines"]] == ["y = 1", "here"]


@pytest.mark.parametrize("kind", [Curve, Cloud])
def test_points_that_do_not_fit_together_are_refused(kind):
    with pytest.raises(ValueError, match="f"):
        kind("f", (1.0, 2.0), (1.0,))
