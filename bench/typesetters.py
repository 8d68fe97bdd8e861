"""Sheets against LibreOffice on the same .docx files and Typst on a text of 200 pages; memory of four fonts.

All figures are seconds of the wall clock: LibreOffice is another process, and Typst uses every processor.
Who is not installed is left out, and a line says so.
"""

import json
import random
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from math import exp
from pathlib import Path

from bench.common import ROOT, interleaved, report, report_least, seconds
from bench.sheets import notices
from services.documents.fonts.faces import FaceInfo
from services.documents.fonts.library import FontLibrary
from services.documents.fonts.roles import ROLES

_WORK = ROOT / "build" / "bench" / "typesetters"
_BATCH, _RUNS = 60, 3
# A4 pages of 22 lines of 28 characters, with paragraphs that end in half a line and headings between them.
_PARAGRAPHS, _PARAGRAPH = 1080, 100
PAGES = 200
MEGABYTES = 300.0
_BIG = 8 << 20
_COMMON = [bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFA)]
# As in real prose 500 characters make three quarters of the text and 1,000 nine tenths.
_WEIGHTS = [exp(-rank / 400) for rank in range(len(_COMMON))]
_CN = "一二三四五六七八九十"


def main() -> None:
    """Compare with LibreOffice and Typst, then see how much memory four large fonts take."""
    _WORK.mkdir(parents=True, exist_ok=True)
    _against_libreoffice()
    _against_typst()
    _memory()


def _against_libreoffice() -> None:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        print("LibreOffice is not installed: not compared with it", flush=True)
        return
    from services.documents.pdf import render
    from services.documents.word.package import word_file

    documents = list(notices())[: _BATCH + 1]
    fonts = FontLibrary(_installed(), cache_dir=_WORK)
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.docx" for number in range(len(documents))]
        for path, document in zip(files, documents, strict=True):
            path.write_bytes(word_file(document))

        def converted(count: int) -> float:
            profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
            command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", folder]
            return seconds(
                lambda: subprocess.run([*command, *files[:count]], capture_output=True, check=True)
            )

        def ours() -> float:
            return seconds(lambda: [render(document, fonts) for document in documents[:_BATCH]])

        converted(1)
        if not files[0].with_suffix(".pdf").exists():
            print("LibreOffice has no Writer here: not compared with it", flush=True)
            return
        few, many, own = interleaved([lambda: converted(1), lambda: converted(len(files)), ours], _RUNS)
        assert all(path.with_suffix(".pdf").exists() for path in files)
    # What it takes to start is not counted.
    report_least(f"LibreOffice, a sheet of {_BATCH} in one run, against ours", (many - few) / own, 6.0)


def _against_typst() -> None:
    if find_spec("typst") is None:
        print("Typst is not installed (make setup-dev): not compared with it", flush=True)
        return
    text = long_text()
    (_WORK / "text.txt").write_text(text, encoding="utf-8")
    (_WORK / "text.typ").write_text(_marked_up(text), encoding="utf-8")
    runs: dict[str, list[dict[str, float]]] = {"ours": [], "typst": []}

    def measured(name: str, code: str) -> float:
        runs[name].append(_child(code))
        return runs[name][-1]["seconds"]

    interleaved([lambda: measured("ours", _OURS), lambda: measured("typst", _TYPST)], 2 * _RUNS)
    # The least of the runs is the one that other programs disturbed least.
    least = {
        name: {key: min(run[key] for run in found[1:]) for key in found[0]} for name, found in runs.items()
    }
    mine, other = least["ours"], least["typst"]
    pages = int(mine["pages"]), _pages(_WORK / "typst.pdf")
    assert min(pages) >= PAGES, pages
    name = f"a text of {pages[0]} pages against Typst ({pages[1]} pages)"
    report(name, mine["seconds"] / other["seconds"], 1.0)
    report(f"{name}, processor time", mine["processor"] / other["processor"], 1.0)
    print(f"  peak memory: ours {mine['megabytes']:.0f} MB, Typst {other['megabytes']:.0f} MB", flush=True)


def _pages(path: Path) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


def _memory() -> None:
    (_WORK / "text.txt").write_text(long_text(), encoding="utf-8")
    found = _child(_FOUR_FONTS)
    fonts = f"{int(found['faces'])} fonts of together {found['fonts']:.0f} MB"
    report(f"megabytes at most, {int(found['pages'])} pages in {fonts}", found["megabytes"], MEGABYTES)


def long_text() -> str:
    """Return made-up prose of about 200 pages with headings of two levels and figures."""
    made = random.Random(4)
    lines: list[str] = []
    for number in range(_PARAGRAPHS):
        if number % 12 == 0:
            lines.append(f"{_CN[number // 12 % 10]}、{_words(made, 8)}")
        elif number % 4 == 0:
            lines.append(f"（{_CN[number // 4 % 10]}）{_words(made, 10)}")
        parts: list[str] = []
        while sum(len(part) for part in parts) < _PARAGRAPH:
            parts.append(_words(made, made.randrange(6, 16)))
            if made.random() < 0.2:
                parts[-1] += f"{made.randrange(1, 9999)}元"
            parts.append(made.choice("，，，、；。"))
        lines.append("".join(parts[:-1]) + "。")
    return "\n".join(lines) + "\n"


def _words(made: random.Random, count: int) -> str:
    return "".join(made.choices(_COMMON, _WEIGHTS, k=count))


def _marked_up(text: str) -> str:
    """Return the text for Typst: the same paper, type area, size, distance of lines and fonts."""
    fonts = FontLibrary(_installed())
    body, first, second, title = (
        json.dumps(fonts.role(role).primary.info.families[0], ensure_ascii=False)
        for role in ("body", "heading1", "heading2", "title")
    )
    margins = "(top: 37mm, left: 28mm, right: 26mm, bottom: 35mm)"
    set_up = [
        f'#set page(paper: "a4", margin: {margins}, numbering: "— 1 —")',
        f'#set text(font: {body}, size: 16pt, lang: "zh", region: "cn")',
        "#set text(top-edge: 0.8em, bottom-edge: -0.2em)",
        "#set par(first-line-indent: (amount: 2em, all: true), justify: true)",
        "#set par(leading: 12.99pt, spacing: 12.99pt)",
        f"#align(center, text(font: {title}, size: 22pt)[关于楼院治理的报告])",
    ]
    shown = []
    for line in text.splitlines():
        font = second if line[0] == "（" else first if line[1] == "、" else ""
        shown.append(f"#text(font: {font})[{line}]" if font else line)
    return "\n\n".join([*set_up, *shown]) + "\n"


def _installed() -> tuple[FaceInfo, ...]:
    from services.documents.fonts.index import font_folders, scan_fonts

    return scan_fonts(font_folders(), _WORK)


def _child(code: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", _SHARED + code, str(_WORK)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def set_long_text(fonts: FontLibrary, text: str) -> int:
    """Set a long text as the command `typeset` does; return its pages."""
    from services.documents.pdf import render
    from services.documents.plain_text import plain_document

    return render(plain_document(text, "关于楼院治理的报告"), fonts).pages


def largest_fonts(installed: tuple[FaceInfo, ...]) -> FontLibrary:
    """Return a library of the four largest font files with Chinese characters, one for each role."""
    by_file = {info.path: info for info in installed if 0x4E in info.pages and info.embeddable}
    chosen = sorted(by_file.values(), key=lambda info: (-info.size, info.path))[:4]
    names = [info.full_names[0] for info in chosen]
    return FontLibrary(chosen, {role: (names[at % len(names)],) for at, role in enumerate(ROLES)})


# Each child sets something short first: fonts are found, programs loaded. Then the long text is timed.
_SHARED = """
import json, resource, sys, time
from pathlib import Path
work = Path(sys.argv[1])

def peak():
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

def clocks():
    return time.perf_counter(), time.process_time()

def tell(start, pages, **more):
    seconds, processor = (now - before for now, before in zip(clocks(), start))
    told = {"seconds": seconds, "processor": processor, "pages": pages, "megabytes": peak()}
    print(json.dumps({**told, **more}))
"""
_OURS = """
from bench.typesetters import set_long_text
from services.documents.fonts.index import font_folders, scan_fonts
from services.documents.fonts.library import FontLibrary
text = (work / "text.txt").read_text(encoding="utf-8")
fonts = FontLibrary(scan_fonts(font_folders(), work), cache_dir=work)
set_long_text(fonts, "一、楼院\\n（一）治理\\n公约1。\\n")
start = clocks()
pages = set_long_text(fonts, text)
tell(start, pages)
"""
_TYPST = """
import typst
compiler = typst.Compiler()
text = (work / "text.typ").read_bytes()
compiler.compile(b"\\n".join(text.split(b"\\n")[:22]), format="pdf", pdf_tags=False)
start = clocks()
data = compiler.compile(text, format="pdf", pdf_tags=False)
tell(start, 0, data=len(data))
(work / "typst.pdf").write_bytes(data)
"""
_FOUR_FONTS = """
from bench.typesetters import _BIG, largest_fonts, set_long_text
from services.documents.fonts.index import font_folders, scan_fonts
fonts = largest_fonts(scan_fonts(font_folders(), work))
start = clocks()
pages = set_long_text(fonts, (work / "text.txt").read_text(encoding="utf-8"))
large = [face.info.size for face in fonts._opened.values() if face and face.info.size >= _BIG]
tell(start, pages, faces=len(large), fonts=sum(large) / (1 << 20))
"""


if __name__ == "__main__":
    main()
