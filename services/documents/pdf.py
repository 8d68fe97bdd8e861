"""Writes set pages as a PDF through ReportLab: the only module that knows it.

ReportLab's own TrueType embedding cuts a font into 8-bit parts of 256 characters and writes a wrong ToUnicode
entry for every character beyond the BMP. Here each face goes into the file as one composite font with 16-bit
codes, one code per character, with its own ToUnicode map: text copied out is the text put in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from services.documents.fonts.embed import STEP, EmbeddedFace
from services.documents.fonts.faces import Face
from services.documents.fonts.library import FaceUse, FontLibrary, FontReport, face_use
from services.documents.fonts.roles import Role
from services.documents.layout.compose import compose
from services.documents.layout.measured import Tweak
from services.documents.layout.page import Box, Page, Rule, TextRun
from services.documents.model import Document

_PRODUCER = "楼院台账"
# Less than this many thousandths of an em is not worth an adjustment.
_NO_KERN = 0.3


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
    return render_job((document,), fonts)


def render_job(documents: Sequence[Document], fonts: FontLibrary) -> RenderedPdf:
    """Turn several documents into one file, as one printing job; each font goes into it once.

    Args:
        documents: at least one; the first gives the file its title, author and date.
        fonts: faces by role.

    Raises:
        MissingGlyph: a character that no installed font has; nothing is issued.
        EnvironmentFault: no Chinese font is installed.
    """
    writer = _Writer(documents[0], fonts)
    count = 0
    for document in documents:
        pages = compose(document, fonts)
        count += len(pages)
        for page in pages:
            writer.draw_page(page)
    data = writer.finish()
    fonts.flush()
    return RenderedPdf(data, count, writer.report())


class _PlainCanvas(Canvas):  # type: ignore[misc]
    """A canvas that does not start every page with Helvetica: no font stands in the file unembedded."""

    def _make_preamble(self) -> None:
        self._preamble = ""


class _Writer:
    def __init__(self, document: Document, fonts: FontLibrary) -> None:
        # Bare binary streams instead of ASCII-85: a quarter smaller and much quicker.
        rl_config.useA85 = 0
        self._fonts = fonts
        self._embedded: dict[int, EmbeddedFace] = {}
        self._used: dict[tuple[Role, int], tuple[Face, set[str]]] = {}
        self._font: EmbeddedFace | None = None
        self._shown = ""
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
        """Return the operators of a run.

        Spacing goes into the advances of the glyphs themselves as far as it would be seen: programs that
        extract text take a distance between two glyphs for a space. The rest is character spacing.
        """
        ems = run.spacing / run.size
        step = STEP * round(ems / STEP)
        rest = ems - step
        parts = [f"BT 1 0 0 1 {run.x:.3f} {height - run.y:.3f} Tm {rest * run.size:.4f} Tc"]
        self._font, self._shown = None, ""
        position = 0
        for tweak in run.tweaks:
            self._show(parts, run, position, tweak.index, step)
            position = tweak.index + 1
            self._show_tweaked(parts, run, tweak, rest)
        self._show(parts, run, position, len(run.text), step)
        parts.append(f"[{self._shown}] TJ")
        return " ".join([*parts, "ET"])

    def _show(self, parts: list[str], run: TextRun, start: int, end: int, step: float) -> None:
        """Show a stretch of plain characters."""
        if start >= end:
            return
        for face, text in self._fonts.role(run.role).runs(run.text[start:end]):
            codes = self._use(parts, run, face, text).encode(text, step)
            self._shown += f"<{codes}>"

    def _show_tweaked(self, parts: list[str], run: TextRun, tweak: Tweak, rest: float) -> None:
        """Show one character that is moved in its place or has an advance of its own."""
        ((face, char),) = self._fonts.role(run.role).runs(run.text[tweak.index])
        extra = run.spacing / run.size + tweak.delta
        step = STEP * round(extra / STEP)
        code = self._use(parts, run, face, char).variant(char, step, tweak.left, tweak.joined)
        kern = 1000 * (step + rest - extra)
        self._shown += f"<{code}>" + (f"{kern:.1f}" if abs(kern) >= _NO_KERN else "")

    def _use(self, parts: list[str], run: TextRun, face: Face, text: str) -> EmbeddedFace:
        """Return the face as embedded, made the current one."""
        font = self._face(run.role, face, text)
        if font is not self._font:
            if self._shown:
                parts.append(f"[{self._shown}] TJ")
                self._shown = ""
            parts.append(f"/{font.name} {run.size:g} Tf")
            self._font = font
        return font

    def _face(self, role: Role, face: Face, text: str) -> EmbeddedFace:
        font = self._embedded.get(id(face))
        if font is None:
            font = self._embedded[id(face)] = EmbeddedFace(face, f"F{len(self._embedded) + 1}")
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
