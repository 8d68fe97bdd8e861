"""Photos for the sheets: the cover of a courtyard, and the photos of a notice with their captions."""

import hashlib
from typing import TYPE_CHECKING

from models.errors import EnvironmentFault, InvalidInput, LouyuanError, NotFound
from services import attachments, blobs
from services.attachments import AttachedFile
from services.office import Context

if TYPE_CHECKING:
    from services.documents.model import Photo


def photo_of(data: bytes, caption: str = "") -> "Photo":
    """Return a photo for a sheet.

    Args:
        data: a photo as it is kept.
        caption: stands below it.

    Raises:
        InvalidInput: it cannot be read.
    """
    from services.documents.model import Photo
    from services.pictures import upright_size

    width, height = upright_size(data)
    return Photo(data, width, height, caption, hashlib.sha256(data).hexdigest())


def photos_of(
    context: Context, kind: str, record_id: bytes | None, title: str
) -> "tuple[tuple[Photo, ...], str]":
    """Return the photos of a record in their order, and why one cannot be printed.

    They belong to what the sheet says, so that it is not made without one of them.

    Args:
        context: read on the reader's thread.
        kind: kind of the subject.
        record_id: the record; None for one that is not kept yet.
        title: what the record is called, for the sentence.

    Returns:
        The photos; and a sentence, "" where all of them can be printed.
    """
    found: list[Photo] = []
    for each in attachments.files(context, kind, record_id) if record_id is not None else ():
        if each.shape != "photo":
            continue
        try:
            found.append(_loaded(context, each))
        except LouyuanError as error:
            sentence = (
                f"“{title}”的照片“{each.title}”{_why(error)}，没有生成。"
                "请在这条记录的“附件”里删掉它或重新添加，再打印。"
            )
            return (), sentence
    return tuple(found), ""


def cover_of(context: Context, courtyard_id: bytes) -> "tuple[Photo | None, str]":
    """Return the photo that stands for a courtyard, and why there is none though one is recorded.

    The sheet says all it has to without its photo, so it is made all the same; the sentence is for whoever
    makes it.

    Args:
        context: read on the reader's thread.
        courtyard_id: the courtyard.

    Returns:
        The photo, None for none; and a sentence, "" where nothing is missing.
    """
    cover = attachments.summary(context, "courtyards", courtyard_id).cover
    if cover is None:
        return None, ""
    try:
        return _loaded(context, cover), ""
    except LouyuanError as error:
        return None, f"楼院的照片“{cover.title}”{_why(error)}，这张公示没有照片。请在楼院的“附件”里重新添加。"


def _loaded(context: Context, file: AttachedFile) -> "Photo":
    return photo_of(blobs.get(context.database.path, file.digest), file.caption)


def _why(error: LouyuanError) -> str:
    reasons = {NotFound: "不在本机", EnvironmentFault: "已损坏", InvalidInput: "读不出来"}
    return reasons.get(type(error), "读不出来")
