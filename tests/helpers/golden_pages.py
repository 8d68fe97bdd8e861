"""One sheet of each kind, set in fonts every set-up installs, as small pictures.

Made anew after a change of looks that is meant: `python -m tests.helpers.golden_pages`; look at every picture
before it is committed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pypdfium2

from services.documents.fonts.faces import FaceInfo
from services.documents.fonts.index import font_folders, scan_fonts
from services.documents.fonts.library import FontLibrary
from services.documents.fonts.roles import ROLES
from services.documents.forms import Form, formed
from services.documents.model import CheckMark, Document
from services.documents.pdf import render
from services.notices import Target, document_of, example, facts_of
from services.notices.photos import photo_of
from services.office import Context
from tests.helpers.deliberations import deliberated
from tests.helpers.files import scene

FOLDER = Path(__file__).parents[1] / "data" / "golden" / "pages"
DPI = 60
FILES: Final = ("wqy-zenhei.ttc", "LXGWWenKai-Regular.ttf")
"""Of Debian's packages, which set-up installs; no other face takes part, however many a machine has."""
_MARK = CheckMark("LY1:000102030405060708090A0B0C0D0E0F:20200803:0123456789ABCDEFH", "0123-4567-89AB-CDEF-H")


def library(faces: Sequence[FaceInfo]) -> FontLibrary:
    """Return the fonts of the pictures; titles and headings in one family, text in the other."""
    chosen = [next(info for info in faces if Path(info.path).name == name) for name in FILES]
    sans, kai = (info.family for info in chosen)
    families = {role: (kai, sans) if role in ("body", "heading2") else (sans, kai) for role in ROLES}
    return FontLibrary(chosen, families)


def documents(context: Context) -> dict[str, Document]:
    """Return the sheets of an empty office that is filled with the sample records, by the picture's name."""
    made = deliberated(context)
    yard = made["two"]
    targets = {
        "overview": Target("overview", yard),
        "organisation": Target("organisation", made["three"]),
        "minutes": Target("minutes", yard, made["propose"]),
        "resolution": Target("resolution", yard, made["pipe-motion"]),
        "result": Target("notice", yard, made["pipe-result"]),
    }
    found = {name: document_of(facts_of(context, target)) for name, target in targets.items()}
    for name in ("resolution", "result"):
        found[name] = replace(found[name], check=_MARK)
    found |= _with_photos(context, yard)
    found["overview-large"] = formed(found["overview"], Form("a3", large=True, plaque=True))
    found["minutes-landscape"] = formed(found["minutes"], Form(landscape=True))
    found["result-poster"] = replace(formed(found["result"], Form("a3", tiled=True)), check=_MARK)
    return found


def _with_photos(context: Context, yard: bytes) -> dict[str, Document]:
    """Return the overview with its cover, and a notice with three photos, as they are printed."""
    cover = photo_of(scene((1200, 800)), "小区大门（2020年9月摄）")
    head: Any = facts_of(context, Target("overview", yard))
    text: Any = facts_of(context, example(context, "free", yard))
    photos = (
        photo_of(scene((1200, 900), tidy=False), "改造前：管道外露，楼前堆物（2020年7月28日摄）"),
        photo_of(scene((1200, 900)), "改造后：地面恢复（2020年9月18日摄）"),
        photo_of(scene((600, 900)), "3号楼前"),
    )
    return {
        "overview-photo": document_of(replace(head, photo=cover)),
        "photos": document_of(replace(text, photos=photos)),
    }


def picture(document: Document, fonts: FontLibrary) -> Any:
    """Return the first two pages of a document side by side in grey."""
    from PIL import Image

    pdf = pypdfium2.PdfDocument(BytesIO(render(document, fonts).data))
    try:
        shown = [pdf[n].render(scale=DPI / 72, grayscale=True).to_pil() for n in range(min(2, len(pdf)))]
    finally:
        pdf.close()
    whole = Image.new("L", (sum(each.width for each in shown), shown[0].height), 255)
    left = 0
    for each in shown:
        whole.paste(each, (left, 0))
        left += each.width
    return whole


def make(folder: Path = FOLDER) -> None:
    """Write every picture."""
    from tests.helpers.office import FixedClock, NewOffice

    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as work:
        offices = NewOffice(Path(work), FixedClock())
        context = offices()
        fonts = library(scan_fonts(font_folders(), Path(work)))
        for name, document in documents(context).items():
            picture(document, fonts).save(folder / f"{name}.png", optimize=True)
        offices.close(context)


if __name__ == "__main__":
    make()
