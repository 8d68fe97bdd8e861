"""The main job without a screen: sample and meetings entered, sheets as PDF, every page pictured."""

import sys
from collections.abc import Iterator
from pathlib import Path

from services import importing, notice_people, notices, records, sample
from services.backup import backup_folder
from services.blobs import store_path
from services.context import Context, open_context
from services.files import write_bytes
from services.notices import CHOSEN, SHEETS, Target
from services.resources import resource_path
from ui.practice import SAMPLE
from ui.screenshots import screenshots

_COURTYARDS = 3
"""Courtyards whose own sheets are made; those with meetings have their minutes and notices made as well."""
_SIZE, _SCALE = (1366, 768), 1


def demo(out: Path) -> int:
    """Do the main job on the sample community and print the paths of everything that was written.

    Args:
        out: folder for the database, the sheets and the pictures; made when missing. A database that an
            earlier call left there is replaced.

    Returns:
        0.

    Raises:
        LouyuanError: what the job needs is missing: a font, space on the disk, the right to write there.
    """
    database = out / "office.db"
    _clear(database)
    context = open_context(database)
    try:
        rehearsal = importing.rehearse(context, resource_path(SAMPLE))
        result = importing.apply(context, rehearsal, backup=False)
        _say(importing.summary(rehearsal, result))
        sample.enter_meetings(context)
        _say(f"数据库：{database}")
        for path in _sheets(context, out / "公示"):
            _say(f"公示：{path}")
    finally:
        context.close()
    return screenshots(database, None, out / "截图", _SIZE, _SCALE)


def _clear(database: Path) -> None:
    """Remove what an earlier call left, so that every call shows the same."""
    for path in (database, store_path(database)):
        for side in ("", "-wal", "-shm"):
            path.with_name(path.name + side).unlink(missing_ok=True)
    folder = backup_folder(database)
    for backup in folder.glob("*.lybak") if folder.is_dir() else ():
        backup.unlink()


def _sheets(context: Context, folder: Path) -> list[Path]:
    """Write the sheets of a few courtyards, first those with names that fonts lack, and of every meeting."""
    fonts = notices.font_library(context)
    written = []
    for target in _targets(context):
        sheet = notices.make_sheet(context, target, fonts)
        path = folder / notices.sheet_file_name(sheet)
        write_bytes(path, sheet.pdf.data)
        written.append(path)
    return list(dict.fromkeys(written))


def _targets(context: Context) -> Iterator[Target]:
    courtyards = [choice.id for choice in records.choices(context, "courtyards", "", 1000)]
    courtyards.sort(key=lambda courtyard: not _has_rare_name(context, courtyard))
    for courtyard in courtyards[:_COURTYARDS]:
        yield from (Target(kind, courtyard) for kind in SHEETS if kind not in CHOSEN)
    for courtyard in courtyards:
        for kind in CHOSEN:
            target = Target(kind, courtyard)
            yield from (target.choosing(each.id) for each in notices.offered(context, target))


def _has_rare_name(context: Context, courtyard: bytes) -> bool:
    """Return whether somebody on the sheets has a character outside the everyday set (GBK)."""
    named = notice_people.named_on(context, Target("organisation", courtyard))
    return any(not _is_everyday(person.before) for person in named)


def _is_everyday(text: str) -> bool:
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
