"""Puts one face into one PDF: gives out codes as characters come, writes the font objects at the end.

Every character in every width it is set in has a code of its own, with its own advance in the font program
and in the widths of the PDF: what reads text out of the file finds no distance between glyphs to guess a
space from, and the ToUnicode map says for every code what was put in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from reportlab.pdfbase import pdfdoc

from services.documents.fonts.faces import Face
from services.documents.fonts.forms import Form
from services.documents.fonts.subset import Drawn, build_subset

STEP = 1 / 16
"""Advances are widened or narrowed in the font by whole steps, in ems; programs overlook what is left."""

# Moves of a glyph inside its place are rounded to this, in ems.
_MOVE = 1 / 64


class EmbeddedFace:
    """One face in one file.

    Args:
        face: the opened face.
        name: what the font is called in the page's resources.
    """

    def __init__(self, face: Face, name: str) -> None:
        self.face, self.name = face, name
        self._chars: list[str] = []
        self._drawn: list[Drawn] = []
        self._plain: dict[float, dict[str, str]] = {}
        # Codes by character, step, move to the left and whether two are joined; see `variant`.
        self.variants: dict[tuple[str, float, float, bool], str] = {}

    def encode(self, text: str, step: float) -> str:
        """Return the codes of a text as hexadecimal digits, every advance widened by `step` ems."""
        codes = self._plain.setdefault(step, {})
        try:
            return "".join([codes[char] for char in text])
        except KeyError:
            for char in text:
                if char not in codes:
                    codes[char] = self._add(char, step, self.face.form(char))
            return "".join([codes[char] for char in text])

    def known(self, text: str, step: float) -> str | None:
        """Return what `encode` would, None where a character has no code yet; none is given out."""
        codes = self._plain.get(step)
        try:
            return "".join([codes[char] for char in text]) if codes else None
        except KeyError:
            return None

    def variant(self, char: str, step: float, left: float, joined: bool) -> str:
        """Return the code of a character widened by `step` ems, its glyph moved left by `left` ems."""
        key = (char, step, left, joined)
        code = self.variants.get(key)
        if code is None:
            code = self.variants[key] = self._new_variant(char, step, _MOVE * round(left / _MOVE), joined)
        return code

    def _new_variant(self, char: str, step: float, left: float, joined: bool) -> str:
        if not left and not joined:
            return self.encode(char, step)
        known = self.variants.get((char, step, left, joined))
        if known is not None:
            return known
        form = self.face.form(char, joined)
        code = self._add(char, step, Form(form.shift - left, form.scale))
        self.variants[(char, step, left, joined)] = code
        return code

    def _add(self, char: str, step: float, form: Form) -> str:
        self._chars.append(char)
        self._drawn.append(Drawn(self.face.glyph(char), max(0.0, self.face.width(char) + step), form))
        return f"{len(self._chars):04X}"

    def addObjects(self, doc: Any) -> None:
        """Write font, descriptor, subset and ToUnicode map into the document (called by ReportLab)."""
        file, scale = self.face.file, 1000 / self.face.file.units_per_em
        program = _stream(doc, build_subset(self.face, self._drawn))
        program.dictionary["Length1"] = len(program.content)
        name = self._subset_name()
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": name,
                "Flags": 4,
                "FontBBox": pdfdoc.PDFArray([round(n * scale) for n in file.bbox]),
                "ItalicAngle": 0,
                "Ascent": round(file.ascent * scale),
                "Descent": round(file.descent * scale),
                "CapHeight": round(file.ascent * scale),
                "StemV": 80,
                "FontFile2": doc.Reference(program),
            }
        )
        font = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": name,
                "Encoding": "/Identity-H",
                "DescendantFonts": pdfdoc.PDFArray([doc.Reference(self._descendant(doc, name, descriptor))]),
                "ToUnicode": doc.Reference(_stream(doc, to_unicode(self._chars))),
            }
        )
        doc.idToObject["BasicFonts"].dict[self.name] = doc.Reference(font)

    def _subset_name(self) -> str:
        told = [self.face.info.postscript, *self._chars, *(f"{d.advance:.4f}{d.form}" for d in self._drawn)]
        tag = hashlib.sha256("".join(told).encode()).digest()
        return "/" + "".join(chr(65 + byte % 26) for byte in tag[:6]) + "+" + self.face.info.postscript

    def _descendant(self, doc: Any, name: str, descriptor: Any) -> Any:
        return pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": name,
                "CIDSystemInfo": "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
                "CIDToGIDMap": "/Identity",
                "DW": 1000,
                "W": f"[1 [{' '.join(_number(1000 * drawn.advance) for drawn in self._drawn)}]]",
                "FontDescriptor": doc.Reference(descriptor),
            }
        )


def _stream(doc: Any, content: bytes) -> Any:
    stream = pdfdoc.PDFStream(content=content)
    stream.filters = [pdfdoc.PDFZCompress]
    return stream


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def to_unicode(chars: Sequence[str]) -> bytes:
    """Return the ToUnicode map of a font whose code n+1 is `chars[n]`, in any plane (PDF 1.7, 9.10.3)."""
    entries = [
        f"<{code:04X}> <{char.encode('utf-16-be').hex().upper()}>" for code, char in enumerate(chars, 1)
    ]
    blocks = [entries[i : i + 100] for i in range(0, len(entries), 100)]
    body = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
