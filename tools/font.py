#!/usr/bin/env python3
"""Make symact/render/fonts/symact-math.woff2, the font of HTML pages, from Latin Modern Math.

    python tools/font.py latinmodern-math.otf

The source is version 1.959, https://ctan.org/pkg/lm-math (Debian: fonts-lmodern). Needs fonttools and brotli.
symact/render/fonts/README.md says what is changed; the license asks for that and for the new name.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools.misc.transform import Identity
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent.parent / "symact" / "render" / "fonts" / "symact-math.woff2"
NAME = "Symact Math"
ABOUT = "A subset of Latin Modern Math 1.959, renamed, with narrower roots; see README.md beside it"
ROOT_SIGN = 0x221A
BOLD = range(0x1D400, 0x1D434)
SIGNS = "αβγδεζηθικλμνξοπρςστυφχψωϑϕϵΓΔΘΛΞΠΣΥΦΨΩ′″‴−⋅·×∑∏∫∂√∞≠≤≥≈→∈ℝ∣…–—’“”\u00a0"


def characters() -> Iterator[int]:
    """ASCII, signs, and the letters that browsers take for a single letter: italic, Greek too, and bold for vectors."""
    yield from range(0x20, 0x7F)
    yield from map(ord, SIGNS)
    yield 0x210E  # italic h stands outside the run of italic letters
    yield from (code for code in range(0x1D434, 0x1D468) if code != 0x1D455)
    yield from range(0x1D6FC, 0x1D71C)  # italic α to ϖ
    yield from BOLD


def subset(source: Path) -> TTFont:
    font = TTFont(source, recalcTimestamp=False)
    drop_small(font, [font.getBestCmap()[code] for code in BOLD])
    options = Options(
        layout_features=["ssty"],
        hinting=False,
        desubroutinize=True,
        notdef_outline=True,
        name_IDs=[0, 1, 2, 3, 4, 5, 6],
        drop_tables=["FFTM", "GPOS", "GDEF"],
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=list(characters()))
    subsetter.subset(font)
    return font


def drop_small(font: TTFont, glyphs: list[str]) -> None:
    """Glyphs without forms of their own for exponents: bold letters are scaled there, like anything else."""
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            for glyph in glyphs:
                getattr(table, "alternates", {}).pop(glyph, None)


def rename(font: TTFont) -> None:
    new = {1: NAME, 3: f"{NAME} 1", 4: NAME, 6: NAME.replace(" ", ""), 5: ABOUT}
    for record in list(font["name"].names):
        if record.nameID in new:
            record.string = new[record.nameID]
    top = font["CFF "].cff
    top.fontNames = [new[6]]
    top[0].FullName = top[0].FamilyName = NAME


def narrow_roots(font: TTFont) -> None:
    """Every root sign gets the width of the smallest.

    Chromium reserves the width of the widest one for each root, which leaves a gap behind √2.
    """
    variants = font["MATH"].table.MathVariants
    base = font.getBestCmap()[ROOT_SIGN]
    construction = variants.VertGlyphConstruction[variants.VertGlyphCoverage.glyphs.index(base)]
    names = [record.VariantGlyph for record in construction.MathGlyphVariantRecord]
    names += [part.glyph for part in construction.GlyphAssembly.PartRecords]
    width = font["hmtx"][base][0]
    for name in sorted(set(names) - {base}):
        squeeze(font, name, width)


def squeeze(font: TTFont, name: str, width: int) -> None:
    advance, bearing = font["hmtx"][name]
    scale = width / advance
    pen = T2CharStringPen(width, None)
    font.getGlyphSet()[name].draw(TransformPen(pen, Identity.scale(scale, 1)))
    strings = font["CFF "].cff[0].CharStrings
    old = strings[name]
    strings[name] = pen.getCharString(private=old.private, globalSubrs=old.globalSubrs)
    font["hmtx"][name] = (width, round(bearing * scale))


def made(source: Path) -> bytes:
    font = subset(source)
    rename(font)
    narrow_roots(font)
    font.flavor = "woff2"
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit((__doc__ or "").strip())
    TARGET.write_bytes(made(Path(sys.argv[1])))
