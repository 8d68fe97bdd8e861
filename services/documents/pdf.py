"""Writes set pages as a PDF through ReportLab: the only module that knows it.

ReportLab's own TrueType embedding cuts a font into 8-bit parts of 256 characters and writes a wrong ToUnicode
entry for every character beyond the BMP. Here each face goes into the file as one composite font with 16-bit
codes, one code per character, with its own ToUnicode map: text copied out is the text put in.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import groupby
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from services.documents.fonts.embed import STEP, EmbeddedFace
from services.documents.fonts.faces import Face
from services.documents.fonts.library import FaceUse, FontLibrary, FontReport, face_use
from services.documents.fonts.roles import Role
from services.documents.layout.compose import compose
from services.documents.layout.page import Box, Colour, Item, Page, Picture, Qr, Rule, TextRun
from services.documents.model import Document

_PRODUCER = "楼院台账"
_LEVEL = 3
"""How hard a page is packed: an eighth quicker than the usual 6, for four per cent more bytes."""
# A page as ReportLab writes one.
_PAGE = (
    b"<<\n/Contents %b /MediaBox %b /Parent %b /Resources %b /Rotate 0 /Trans <<\n\n>> \n  /Type /Page\n>>"
)
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


def render_pages(title: str, pages: Sequence[Page], fonts: FontLibrary) -> RenderedPdf:
    """Turn pages that are drawn already, such as a chart, into a PDF.

    Args:
        title: written into the file.
        pages: their texts measured with the same fonts.
        fonts: faces by role.
    """
    writer = _Writer(Document(title, ()), fonts)
    for page in pages:
        writer.draw_page(page)
    data = writer.finish()
    fonts.flush()
    return RenderedPdf(data, len(pages), writer.report())


class _PlainCanvas(Canvas):  # type: ignore[misc]
    """A canvas that does not start every page with Helvetica: no font stands in the file unembedded."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        resources = pdfdoc.PDFResourceDictionary()
        resources.basicFonts()
        resources.allProcs()
        self._resources = _Once(resources)
        self._boxes: dict[tuple[float, float], _Once] = {}

    def _make_preamble(self) -> None:
        self._preamble = ""

    def showPage(self) -> None:
        """Close the page; one of text and lines only is put into words here, which takes less time."""
        if self._formsinuse or self._extgstate.getState():
            super().showPage()
            return
        drawn = "\n".join(["", *self._code, " ", ""])
        if self._pagesize not in self._boxes:
            self._boxes[self._pagesize] = _Once(pdfdoc.PDFArray([0, 0, *self._pagesize]))
        self._doc.addPage(_TextPage(_Packed(drawn), self._boxes[self._pagesize], self._resources))
        self._startPage()


class _TextPage(pdfdoc.PDFObject):  # type: ignore[misc]
    """A page without photos."""

    __RefOnly__ = 1

    def __init__(self, contents: _Packed, box: _Once, resources: _Once) -> None:
        self._contents, self._box, self._resources = contents, box, resources

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        """Return it as it stands in the file (called by ReportLab)."""
        parent, contents = (document.Reference(part) for part in (document.Pages, self._contents))
        return _PAGE % (
            contents.format(document),
            self._box.format(document),
            parent.format(document),
            self._resources.format(document),
        )


class _Packed(pdfdoc.PDFObject):  # type: ignore[misc]
    """What is drawn on a page, compressed at once: a long job keeps little of it."""

    __RefOnly__ = 1

    def __init__(self, drawn: str) -> None:
        self._packed = zlib.compress(drawn.encode("ascii"), _LEVEL)

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        """Return it as it stands in the file (called by ReportLab)."""
        head = b"<<\n/Filter [ /FlateDecode ] /Length %d\n>>\nstream\n" % len(self._packed)
        return head + self._packed + b"endstream\n"


class _Once(pdfdoc.PDFObject):  # type: ignore[misc]
    """A part of many pages, put into words once."""

    def __init__(self, part: pdfdoc.PDFObject) -> None:
        self._part, self._said = part, b""

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        """Return it as it stands in the file (called by ReportLab)."""
        self._said = self._said or self._part.format(document)
        return self._said


class _Writer:
    def __init__(self, document: Document, fonts: FontLibrary) -> None:
        # Bare binary streams instead of ASCII-85: a quarter smaller and much quicker.
        rl_config.useA85 = 0
        self._fonts = fonts
        self._embedded: dict[int, EmbeddedFace] = {}
        self._first: dict[Role, EmbeddedFace] = {}
        self._used: dict[tuple[Role, int], tuple[Face, set[str]]] = {}
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
        content = "\n".join(self._drawn(item, page.height) for item in page.items)
        self._canvas._doc.updateSignature(content)
        self._canvas.addLiteral(content)
        self._canvas.showPage()

    def _drawn(self, item: Item, height: float) -> str:
        """Return the operators that draw an item on a page of this height."""
        if isinstance(item, TextRun):
            return self._text(item, height)
        if isinstance(item, Rule):
            return _rule(item, height)
        if isinstance(item, Box):
            return _box(item, height)
        if isinstance(item, Qr):
            return _qr(item, height)
        if isinstance(item, Picture):
            return self._picture(item, height)
        seen = "\n".join(self._drawn(each, height) for each in item.items)
        y = height - item.y - item.height
        clip = f"{item.x:.3f} {y:.3f} {item.width:.3f} {item.height:.3f} re W n"
        return f"q {clip} 1 0 0 1 {item.dx:.3f} {-item.dy:.3f} cm\n{seen}\nQ"

    def _picture(self, item: Picture, height: float) -> str:
        """Return the operators of a photo; the same photo in the same size is in the file once."""
        from services import pictures

        kept = pictures.for_paper(item.photo.data, item.width, item.height)
        name = hashlib.sha256(kept.data).hexdigest()[:32]
        inside = self._canvas._doc.getXObjectName(name)
        if inside not in self._canvas._doc.idToObject:
            image = pdfdoc.PDFImageXObject(name)
            image.loadImageFromJPEG(BytesIO(kept.data))
            self._canvas._doc.Reference(image, inside)
        self._canvas._formsinuse.append(name)
        place = f"{item.width:.3f} 0 0 {item.height:.3f} {item.x:.3f} {height - item.y - item.height:.3f}"
        return f"q {place} cm /{inside} Do Q"

    def _text(self, run: TextRun, height: float) -> str:
        """Return the operators of a run.

        Spacing goes into the advances of the glyphs themselves as far as it would be seen: programs that
        extract text take a distance between two glyphs for a space. The rest is character spacing.
        """
        x, y, role, size, text, spacing, _ = run
        spread = spacing / size
        step = STEP * round(spread / STEP)
        rest = spread - step
        place = f"BT 1 0 0 1 {_fixed(x)} {_fixed(height - y)} Tm {rest * size:.4f} Tc"
        # A role whose first face has shown all these characters before need not be asked again.
        face = self._first.get(role)
        codes = face.known(text, step) if face else None
        if face is None or codes is None:
            font = self._fonts.role(role)
            if not font.is_plain(text):
                return f"{place} {self._mixed(run, step, rest)} ET"
            face = self._first[role] = self._face(role, font.primary, "")
        return f"{place} /{face.name} {size:g} Tf [{_shown(face, run, step, rest, codes)}] TJ ET"

    def _mixed(self, run: TextRun, step: float, rest: float) -> str:
        """Return the operators that show a run some of whose characters come from other faces."""
        parts: list[str] = []
        start = 0
        for face, text in self._fonts.role(run.role).runs(run.text):
            font, end = self._face(run.role, face, text), start + len(text)
            inside = [tweak for tweak in run.tweaks if start <= tweak.at < end]
            tweaks = tuple(tweak._replace(at=tweak.at - start) for tweak in inside)
            piece = run._replace(text=text, tweaks=tweaks)
            parts.append(f"/{font.name} {run.size:g} Tf [{_shown(font, piece, step, rest)}] TJ")
            start = end
        return " ".join(parts)

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


@lru_cache(maxsize=1024)
def _fixed(value: float) -> str:
    """Return a place in points as it stands in the file; lines begin at the same places on every sheet."""
    return f"{value:.3f}"


def _shown(font: EmbeddedFace, run: TextRun, step: float, rest: float, codes: str | None = None) -> str:
    """Return what stands between the brackets of TJ for a run in one face.

    Args:
        font: the face as embedded.
        run: the text; its tweaks in order.
        step: what every advance is widened by in the font, in ems.
        rest: what character spacing adds to every advance, in ems.
        codes: of the text where every advance is widened by `step`, if all of them were given out before.
    """
    text, spacing, shown, position = run.text, run.spacing / run.size, "", 0
    variants = font.variants
    before, own, kerned = None, 0.0, ">"
    for index, left, delta, joined in run.tweaks:
        if index > position:
            plain = codes[4 * position : 4 * index] if codes else font.encode(text[position:index], step)
            shown += f"<{plain}>"
        position = index + 1
        if delta != before:
            # Marks and gaps of a line mostly change by the same amount.
            before, extra = delta, spacing + delta
            own = STEP * round(extra / STEP)
            kern = 1000 * (own + rest - extra)
            kerned = f">{kern:.1f}" if abs(kern) >= _NO_KERN else ">"
        code = variants.get((text[index], own, left, joined)) or font.variant(text[index], own, left, joined)
        shown += f"<{code}{kerned}"
    if position < len(text):
        shown += f"<{codes[4 * position :] if codes else font.encode(text[position:], step)}>"
    return shown


def _qr(item: Qr, height: float) -> str:
    """Return the operators of a QR code, level M: dark modules side by side are one rectangle."""
    modules = qr_modules(item.payload)
    step = item.width / len(modules)
    out = []
    for row, line in enumerate(modules):
        y = height - item.y - (row + 1) * step
        for dark, run in groupby(enumerate(line), key=lambda each: each[1]):
            if dark:
                columns = [column for column, _ in run]
                x, width = item.x + columns[0] * step, len(columns) * step
                out.append(f"{x:.3f} {y:.3f} {width:.3f} {step:.3f} re")
    return " ".join(out) + " f"


@lru_cache(maxsize=64)
def qr_modules(payload: str) -> tuple[tuple[bool, ...], ...]:
    """Return the modules of a QR code row by row, True for dark ones.

    Args:
        payload: capital letters, digits and $%*+-./: take the least room.
    """
    # its package loads every kind of bar code there is, as long as all the rest of ReportLab
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(payload)
    code.make()
    side = range(code.getModuleCount())
    return tuple(tuple(bool(code.isDark(row, column)) for column in side) for row in side)


def _rule(rule: Rule, height: float) -> str:
    y1, y2 = height - rule.y1, height - rule.y2
    drawn = f"{rule.thickness:.3f} w {rule.x1:.3f} {y1:.3f} m {rule.x2:.3f} {y2:.3f} l S"
    return f"q {_named(rule.colour)} RG {drawn} Q" if rule.colour is not None else drawn


def _named(colour: Colour) -> str:
    return " ".join(f"{part:.3f}" for part in colour)


def _box(box: Box, height: float) -> str:
    y = height - box.y - box.height
    shape = f"{box.x:.3f} {y:.3f} {box.width:.3f} {box.height:.3f} re"
    out = []
    if box.colour is not None:
        out.append(f"q {_named(box.colour)} rg {shape} f Q")
    if box.grey is not None:
        out.append(f"q {box.grey:.3f} g {shape} f Q")
    if box.thickness:
        out.append(f"{box.thickness:.3f} w {shape} S")
    return " ".join(out)
