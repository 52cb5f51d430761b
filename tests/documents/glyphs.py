"""Looks into a PDF: which glyphs its pages draw, and whether the fonts in it have them."""

import io
from collections import defaultdict

from fontTools.pens.recordingPen import RecordingPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

NOTDEF = 0
Outline = list[tuple[str, object]]


def drawn(data: bytes) -> dict[str, set[int]]:
    """The glyphs that the pages draw, by the font's name."""
    glyphs: dict[str, set[int]] = defaultdict(set)
    reader = PdfReader(io.BytesIO(data))
    for page in reader.pages:
        font = ""
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator == b"Tf":
                font = str(operands[0])
            for text in operands[0] if operator == b"TJ" else ():
                pairs = getattr(text, "original_bytes", b"")
                glyphs[font] |= {int.from_bytes(pairs[at : at + 2]) for at in range(0, len(pairs), 2)}
    return glyphs


def boxes(data: bytes) -> bool:
    """Whether the page shows a box in place of a glyph that the font lacks."""
    # WeasyPrint numbers what a font lacks from its last glyph on.
    return any(glyph == NOTDEF or glyph >= face["maxp"].numGlyphs for face, glyph in _used(data))


def outlines(data: bytes) -> int:
    """How many of the glyphs that are drawn have an outline in the font that is embedded."""
    return sum(bool(_outline(face, glyph)) for face, glyph in _used(data))


def _used(data: bytes) -> list[tuple[TTFont, int]]:
    reader = PdfReader(io.BytesIO(data))
    faces = {name: face for page in reader.pages for name, face in _faces(page).items()}
    return [(faces[name], glyph) for name, glyphs in drawn(data).items() for glyph in glyphs]


def _faces(page: PageObject) -> dict[str, TTFont]:
    fonts = page["/Resources"]["/Font"]  # type: ignore[index]
    faces = {}
    for name, font in fonts.items():
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        faces[name] = TTFont(io.BytesIO(descendant["/FontDescriptor"]["/FontFile3"].get_data()))
    return faces


def _outline(face: TTFont, glyph: int) -> Outline:
    glyphs, pen = face.getGlyphSet(), RecordingPen()
    glyphs[face.getGlyphName(glyph)].draw(pen)
    outline: Outline = pen.value
    return outline
