"""Writes set pages as a PDF through ReportLab: the only module that knows it.

ReportLab's own TrueType embedding cuts a font into 8-bit parts of 256 characters and writes a wrong ToUnicode
entry for every character beyond the BMP. Here each face goes into the file as one composite font with 16-bit
codes, one code per character, with its own ToUnicode map: text copied out is the text put in.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from services.documents.fonts.faces import Face
from services.documents.fonts.library import FaceUse, FontLibrary, FontReport, face_use
from services.documents.fonts.roles import Role
from services.documents.fonts.subset import build_subset
from services.documents.layout.compose import compose
from services.documents.layout.page import UNSEEN_GAP, Box, Page, Rule, TextRun
from services.documents.model import Document

_PRODUCER = "楼院台账"
_PLANES = re.compile("[\U00010000-\U0010ffff]+|[^\U00010000-\U0010ffff]+")


@dataclass(frozen=True, slots=True)
class RenderedPdf:
    """A finished sheet: the file's bytes, its number of pages, and the fonts it was set in."""

    data: bytes
    pages: int
    fonts: FontReport


def render(document: Document, fonts: FontLibrary) -> RenderedPdf:
    """Turn a document into a PDF. The same document and fonts give the same bytes.

    Raises:
        MissingGlyph: a character that no installed font has; nothing is issued.
        EnvironmentFault: no Chinese font is installed.
    """
    pages = compose(document, fonts)
    writer = _Writer(document, fonts)
    for page in pages:
        writer.draw_page(page)
    data = writer.finish()
    fonts.flush()
    return RenderedPdf(data, len(pages), writer.report())


class _PlainCanvas(Canvas):  # type: ignore[misc]
    """A canvas that does not start every page with Helvetica: no font stands in the file unembedded."""

    def _make_preamble(self) -> None:
        self._preamble = ""


class _Writer:
    def __init__(self, document: Document, fonts: FontLibrary) -> None:
        # Bare binary streams instead of ASCII-85: a quarter smaller and much quicker.
        rl_config.useA85 = 0
        self._fonts = fonts
        self._embedded: dict[int, _EmbeddedFace] = {}
        self._used: dict[tuple[Role, int], tuple[Face, set[str]]] = {}
        self._font: _EmbeddedFace | None = None
        self._buffer = BytesIO()
        self._canvas = _PlainCanvas(
            self._buffer, pageCompression=1, invariant=1, pdfVersion=(1, 7), lang="zh-CN", initialFontSize=12
        )
        # The file's identity comes from what stands on its pages, not from the clock or the environment.
        self._canvas._doc.signature = hashlib.md5(b"louyuan", usedforsecurity=False)
        self._canvas.setTitle(document.title)
        self._canvas.setAuthor(document.unit or _PRODUCER)
        self._canvas.setSubject(document.subtitle or document.title)
        self._canvas.setCreator(_PRODUCER)
        self._canvas.setProducer(_PRODUCER)
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        date = (
            tuple(int(part) for part in document.issue_date.split("-"))
            if document.issue_date
            else (2000, 1, 1)
        )
        self._canvas.setDateFormatter(lambda *_: "D:{:04d}{:02d}{:02d}000000Z".format(*date))

    def draw_page(self, page: Page) -> None:
        """Write the items of one page."""
        self._canvas.setPageSize((page.width, page.height))
        out: list[str] = []
        for item in page.items:
            if isinstance(item, TextRun):
                out.append(self._text(item, page.height))
            elif isinstance(item, Rule):
                y1, y2 = page.height - item.y1, page.height - item.y2
                out.append(f"{item.thickness:.3f} w {item.x1:.3f} {y1:.3f} m {item.x2:.3f} {y2:.3f} l S")
            else:
                out.append(_box(item, page.height))
        content = "\n".join(out)
        self._canvas._doc.updateSignature(content)
        self._canvas.addLiteral(content)
        self._canvas.showPage()

    def _text(self, run: TextRun, height: float) -> str:
        """Return the operators of a run; where it is pulled apart or holds spaces, also its text in clear.

        Programs that extract text guess spaces from distances; the text in clear (ActualText, PDF 1.7,
        14.9.4) leaves them nothing to guess.
        """
        place = f"BT 1 0 0 1 {run.x:.3f} {height - run.y:.3f} Tm {run.spacing:.4f} Tc"
        self._font = None
        if run.stretch <= UNSEEN_GAP * run.size and " " not in run.text:
            return f"{place} {self._show(run, 0, len(run.text))} ET"
        parts = [place]
        for match in _PLANES.finditer(run.text):
            shown = self._show(run, *match.span())
            # PDFium drops characters beyond the BMP from ActualText; their own code tells what they are.
            if match.group()[0] <= "\uffff":
                clear = match.group().encode("utf-16-be").hex().upper()
                shown = f"/Span <</ActualText <FEFF{clear}>>> BDC {shown} EMC"
            parts.append(shown)
        return " ".join([*parts, "ET"])

    def _show(self, run: TextRun, start: int, end: int) -> str:
        """Return the operators that show a part of a run's text."""
        parts: list[str] = []
        shown, pull = "", f"{-1000 * run.stretch / run.size:.2f}"
        cuts = [start, *(gap for gap in run.gaps if start < gap < end), end] if run.stretch else [start, end]
        for first, last in pairwise(cuts):
            shown += pull if first > start else ""
            for face, text in self._fonts.role(run.role).runs(run.text[first:last]):
                font = self._face(run.role, face, text)
                if font is not self._font:
                    if shown:
                        parts.append(f"[{shown}] TJ")
                        shown = ""
                    parts.append(f"/{font.name} {run.size:g} Tf")
                    self._font = font
                shown += f"<{font.encode(text)}>"
        parts.append(f"[{shown}] TJ")
        return " ".join(parts)

    def _face(self, role: Role, face: Face, text: str) -> _EmbeddedFace:
        font = self._embedded.get(id(face))
        if font is None:
            font = self._embedded[id(face)] = _EmbeddedFace(face, f"F{len(self._embedded) + 1}")
            self._canvas._doc.delayedFonts.append(font)
        known = self._used.get((role, id(face)))
        if known is None:
            known = self._used[(role, id(face))] = (face, set())
        if face is not self._fonts.role(role).primary:
            known[1].update(text)
        return font

    def finish(self) -> bytes:
        """Close the file and return its bytes."""
        self._canvas.save()
        return self._buffer.getvalue()

    def report(self) -> FontReport:
        """Say which faces stand in for which role."""
        roles: dict[Role, FaceUse] = {}
        fallbacks: list[tuple[Role, str, FaceUse]] = []
        for (role, _), (face, chars) in self._used.items():
            roles.setdefault(role, face_use(self._fonts.role(role).primary))
            if chars:
                fallbacks.append((role, "".join(sorted(chars)), face_use(face)))
        return FontReport(roles, tuple(fallbacks), self._fonts.refused(roles))


def _box(box: Box, height: float) -> str:
    y = height - box.y - box.height
    shape = f"{box.x:.3f} {y:.3f} {box.width:.3f} {box.height:.3f} re"
    out = []
    if box.grey is not None:
        out.append(f"q {box.grey:.3f} g {shape} f Q")
    if box.thickness:
        out.append(f"{box.thickness:.3f} w {shape} S")
    return " ".join(out)


class _EmbeddedFace:
    """One face in one file: gives out codes as characters come, and writes the font objects at the end."""

    def __init__(self, face: Face, name: str) -> None:
        self.face, self.name = face, name
        self._codes: dict[str, str] = {}

    def encode(self, text: str) -> str:
        """Return the codes of a text as hexadecimal digits."""
        codes = self._codes
        try:
            return "".join([codes[char] for char in text])
        except KeyError:
            for char in text:
                if char not in codes:
                    codes[char] = f"{len(codes) + 1:04X}"
            return "".join([codes[char] for char in text])

    def addObjects(self, doc: Any) -> None:
        """Write font, descriptor, subset and ToUnicode map into the document (called by ReportLab)."""
        chars = list(self._codes)
        file, scale = self.face.file, 1000 / self.face.file.units_per_em
        tag = hashlib.sha256((self.face.info.postscript + "".join(chars)).encode()).digest()
        name = "/" + "".join(chr(65 + byte % 26) for byte in tag[:6]) + "+" + self.face.info.postscript
        program = _stream(doc, build_subset(self.face, [self.face.glyph(char) for char in chars]))
        program.dictionary["Length1"] = len(program.content)
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
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": name,
                "CIDSystemInfo": "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
                "CIDToGIDMap": "/Identity",
                "DW": 1000,
                "W": f"[1 [{' '.join(_number(1000 * self.face.width(char)) for char in chars)}]]",
                "FontDescriptor": doc.Reference(descriptor),
            }
        )
        font = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": name,
                "Encoding": "/Identity-H",
                "DescendantFonts": pdfdoc.PDFArray([doc.Reference(descendant)]),
                "ToUnicode": doc.Reference(_stream(doc, to_unicode(chars))),
            }
        )
        doc.idToObject["BasicFonts"].dict[self.name] = doc.Reference(font)


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
