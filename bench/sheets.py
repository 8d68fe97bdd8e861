"""500 one-page notices in one run against bare ReportLab drawing the same glyphs with the same fonts.

Bare ReportLab gets the finished lines: which characters stand where, in which font. It breaks no line and
measures nothing; it registers its fonts once. Only TrueType fonts take part, since it takes no others.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path

from bench.common import interleaved, report
from services.documents.fonts.library import FontLibrary
from services.documents.model import Document, Heading, Paragraph, Signature

NOTICES, RUNS = 500, 5
_TEXT = (
    "为改善居住环境，经居民代表会议讨论，拟于{month}月{day}日起对{name}下水管道进行疏通改造，施工期{days}天，"
    "每日8时至18时作业。施工期间请各住户配合腾空管道井，照看好老人和儿童；确需停水的，提前一天在楼栋门口张贴通知。"
    "所需费用从公共收益中列支（共{cost}元），收支情况按月公开。如有意见，请于{month}月{day}日前向社区反映，"
    "电话0371-66785{number:03d}。"
)
_COURTYARDS = ("郑纺机西院", "航海东路1号院", "煤建公司家属院", "第八大街127号院", "湖滨家园", "王䶮楼院")
# What stands at which place in which font: (font, size, x, y, text).
_Drawn = tuple[str, float, float, float, str]


def main() -> None:
    """Compare sheets one by one and as one printing job; see that composing takes linear time."""
    fonts = _fonts()
    documents = list(notices())
    pages = [_drawn(document, fonts) for document in documents]
    one, bare = interleaved(
        [_timed(lambda: _sheets(documents[:100], fonts)), _timed(lambda: _bare(pages[:100]))], RUNS, min
    )
    report("100 notices, a file each, against bare ReportLab", one / bare, 1.5)
    job, bare = interleaved(
        [_timed(lambda: _job(documents, fonts)), _timed(lambda: _bare_job(pages))], RUNS, min
    )
    report(f"{NOTICES} notices in one printing job, against bare ReportLab", job / bare, 2.0)
    short, long = interleaved([_timed(partial(_compose, fonts, n)) for n in (100, 800)], RUNS, min)
    report("composing a text of 800 paragraphs against one of 100", long / short, 10.0)
    short, long = interleaved([_timed(partial(_compose_one, fonts, n)) for n in (100, 800)], RUNS, min)
    report("the same with all of it in one paragraph", long / short, 10.0)


def _timed(work: Callable[[], object]) -> Callable[[], float]:
    def run() -> float:
        # Processor time: all of it is one thread's computing, and other programs are not measured along.
        start = time.process_time()
        work()
        return time.process_time() - start

    return run


def _fonts() -> FontLibrary:
    from services.documents.fonts.index import font_folders, scan_fonts

    installed = scan_fonts(font_folders(), Path(tempfile.gettempdir()) / "louyuan-bench")
    return FontLibrary([info for info in installed if info.truetype])


def notices() -> Iterator[Document]:
    """Return the notices: one template, other facts and other courtyards."""
    for number in range(NOTICES):
        name = _COURTYARDS[number % len(_COURTYARDS)]
        facts = {"name": name, "month": 1 + number % 12, "day": 1 + number % 28, "days": 3 + number % 40}
        text = _TEXT.format(**facts, cost=1000 + 37 * number, number=number)
        yield Document(
            f"关于{name}下水管道改造施工的通知",
            (
                Paragraph("各位居民：", indent=False),
                Paragraph(text),
                Heading("一、注意事项"),
                Paragraph(text[::-1].translate({ord("，"): "、"})[:150]),
                Signature("远大社区居民委员会", f"2020年{1 + number % 12}月{1 + number % 28}日"),
            ),
        )


def _drawn(document: Document, fonts: FontLibrary) -> tuple[float, float, list[_Drawn]]:
    """Return a one-page document as bare ReportLab is to draw it, its fonts registered."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    from services.documents.layout.compose import compose
    from services.documents.layout.page import TextRun

    (page,) = compose(document, fonts)
    drawn: list[_Drawn] = []
    for run in page.items:
        assert isinstance(run, TextRun)
        x = run.x
        for face, text in fonts.role(run.role).runs(run.text):
            name = f"{Path(face.info.path).stem}-{face.info.index}"
            if name not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(TTFont(name, face.info.path, subfontIndex=face.info.index))
            drawn.append((name, run.size, x, page.height - run.y, text))
            x += run.size * len(text)
    return page.width, page.height, drawn


def _sheets(documents: list[Document], fonts: FontLibrary) -> int:
    from services.documents.pdf import render

    return sum(len(render(document, fonts).data) for document in documents)


def _job(documents: list[Document], fonts: FontLibrary) -> int:
    from services.documents.pdf import render_job

    return len(render_job(documents, fonts).data)


def _bare(pages: list[tuple[float, float, list[_Drawn]]]) -> int:
    return sum(_bare_job([page]) for page in pages)


def _bare_job(pages: list[tuple[float, float, list[_Drawn]]]) -> int:
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer, pageCompression=1)
    for width, height, drawn in pages:
        canvas.setPageSize((width, height))
        for name, size, x, y, text in drawn:
            canvas.setFont(name, size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return len(buffer.getvalue())


def _compose(fonts: FontLibrary, paragraphs: int) -> int:
    from services.documents.layout.compose import compose

    return len(compose(Document("通知", tuple(map(Paragraph, _texts(paragraphs)))), fonts))


def _compose_one(fonts: FontLibrary, paragraphs: int) -> int:
    from services.documents.layout.compose import compose

    return len(compose(Document("通知", (Paragraph("".join(_texts(paragraphs))),)), fonts))


@lru_cache
def _texts(count: int) -> tuple[str, ...]:
    """Return so many different paragraphs of about the same length."""
    texts = [
        block.text
        for document in notices()
        for block in document.blocks[1::2]
        if isinstance(block, Paragraph)
    ]
    return tuple(texts[:count])


if __name__ == "__main__":
    main()
