"""Marks moved into their half of the em, dashes that meet, glyphs drawn in several widths."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from services.documents.fonts.forms import Form, dash_form, mark_form
from services.documents.fonts.subset import Drawn, build_subset
from tests.unit.documents.test_fonts import BASE, library, make_font


@pytest.mark.parametrize(
    ("char", "ink", "where"),
    [
        ("，", (0.44, 0.56), (0.1, 0.22)),  # centred, as in WenQuanYi: brought to its place
        ("“", (0.05, 0.31), (0.68, 0.94)),  # as narrow as a Latin mark: into the right half
        ("·", (0.09, 0.25), (0.42, 0.58)),
        ("）", (0.04, 0.34), (0.04, 0.34)),
        ("（", (0.66, 0.95), (0.66, 0.95)),
        ("？", (0.25, 0.76), (0.0, 0.5)),
    ],
)
def test_marks_stand_in_their_half(char: str, ink: tuple[float, float], where: tuple[float, float]) -> None:
    form = mark_form(char, ink)
    assert (ink[0] + form.shift, ink[1] + form.shift) == pytest.approx(where, abs=0.01)


def test_the_halves_of_a_long_dash_meet() -> None:
    form = dash_form((0.05, 0.86))
    assert 0.05 * form.scale + form.shift == pytest.approx(-0.005)
    assert 0.86 * form.scale + form.shift == pytest.approx(1.005)


@pytest.mark.parametrize("cff", [False, True])
def test_a_glyph_in_two_widths_is_drawn_once_and_referred_to(tmp_path: Path, cff: bool) -> None:
    make_font(tmp_path / f"a.{'otf' if cff else 'ttf'}", "Song", BASE, cff=cff)
    face = library(tmp_path, body=("Song",)).role("body").primary
    glyph = face.glyph("中")
    wanted = [
        Drawn(glyph, 1.0),
        Drawn(glyph, 1.25),
        Drawn(glyph, 0.5, Form(-0.5)),
        Drawn(glyph, 1.0, Form(0, 1.2)),
    ]
    font = TTFont(BytesIO(build_subset(face, wanted)))
    names, glyf, metrics = font.getGlyphOrder(), font["glyf"], font["hmtx"]
    plain, wider, moved, stretched = (glyf[name] for name in names[1:5])
    assert [glyf[name].isComposite() for name in names[1:5]] == [False, True, True, True]
    assert [metrics[name][0] for name in names[1:5]] == [1000, 1250, 500, 1000]
    shift = moved.getCoordinates(glyf)[0][0][0] - plain.getCoordinates(glyf)[0][0][0]
    assert shift == -500
    assert wider.getCoordinates(glyf)[0] == plain.getCoordinates(glyf)[0]
    assert stretched.xMax == pytest.approx(1.2 * plain.xMax, abs=1)
    # What renderers move a glyph by stays nothing: bearing and ink agree.
    assert metrics[names[3]][1] - moved.xMin == metrics[names[1]][1] - plain.xMin
    assert font["maxp"].maxComponentDepth >= 1
