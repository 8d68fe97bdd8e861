"""Batches in another form than that of an official document: A3, lying, large print, posters, Word files.

In the plain form a batch goes the way of `services.notices.batch`; in others each sheet is set once more.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from services.documents.forms import PLAIN, Form, formed
from services.files import Progress, replacing, write_bytes
from services.notices.batch import Batch, Place, batch_to_file, batch_to_folder, run_batch
from services.notices.making import Sheet, font_library, in_form, note_issued, sheet_file_name, word_bytes
from services.notices.targets import SHEETS
from services.office import Context
from services.rights import needs


class _NotWhole(Exception):
    """A file for all is written whole or not at all."""


@needs("notices.print")
def formed_to_folder(
    context: Context,
    kind: str,
    courtyards: Sequence[Place],
    folder: Path,
    progress: Progress,
    form: Form,
    *,
    word: bool = False,
) -> Batch:
    """Write a file for each courtyard and note it; a file that is there with other content stays beside it.

    Args:
        context: the office; on the writer's thread.
        kind: one of `SHEETS`.
        courtyards: for which.
        folder: made when missing.
        progress: told courtyards done and in all.
        form: in which form.
        word: Word files instead of PDF.

    Raises:
        EnvironmentFault: no Chinese font is installed.
    """
    if form == PLAIN and not word:
        return batch_to_folder(context, kind, courtyards, folder, progress)
    fonts = font_library(context)
    pages = 0

    def put(sheet: Sheet) -> None:
        nonlocal pages
        if word:
            data = word_bytes(_shaped(sheet, form))
        else:
            sheet = in_form(sheet, fonts, form)
            data = sheet.pdf.data
        _write(folder / sheet_file_name(sheet, ".docx" if word else ".pdf"), data)
        note_issued(context, sheet, "notice_saved", "Word 文档" if word else f"{sheet.pdf.pages}页")
        pages += sheet.pdf.pages

    done = run_batch(context, kind, courtyards, put, progress, fonts)
    done.pages = pages
    return done


def _shaped(sheet: Sheet, form: Form) -> Sheet:
    return replace(sheet, document=formed(sheet.document, form))


def _write(path: Path, data: bytes) -> None:
    plain, number = path, 1
    while path.exists() and not (path.is_file() and path.read_bytes() == data):
        number += 1
        path = plain.with_stem(f"{plain.stem}（{number}）")
    if not path.exists():
        write_bytes(path, data)


@needs("notices.print")
def formed_to_file(
    context: Context, kind: str, courtyards: Sequence[Place], path: Path, progress: Progress, form: Form
) -> Batch:
    """Write one file with the sheets of all courtyards; cancelled or failed, there is no file at all.

    Arguments as for `formed_to_folder`; what was at `path` before stays when there is no file.

    Raises:
        EnvironmentFault: no Chinese font, or the file cannot be written.
    """
    from services.documents.joining import Joining

    if form == PLAIN:
        return batch_to_file(context, kind, courtyards, path, progress)
    fonts = font_library(context)
    done, pages = Batch(), 0
    with suppress(_NotWhole), replacing(path) as file:
        joining = Joining(file)

        def put(sheet: Sheet) -> None:
            nonlocal pages
            pdf = in_form(sheet, fonts, form).pdf
            joining.add(pdf.data, pdf.pages)
            pages += pdf.pages

        done = run_batch(context, kind, courtyards, put, progress, fonts)
        done.pages = pages
        if done.cancelled or done.fault or not done.made:
            done.made = done.pages = 0
            raise _NotWhole
        joining.finish()
        with context.unit_of_work() as work:
            label = f"{path.name}：{SHEETS[kind]}{done.made}张，{done.pages}页"
            work.note("notice_saved", "courtyard", label=label)
            work.commit()
    return done
