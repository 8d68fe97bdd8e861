"""How this office words its sheets: the shipped text with the office's own, checked, kept, and reset."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from services.levels import layers, level
from services.office import Context
from services.records import FormErrors
from services.rights import needs

if TYPE_CHECKING:
    from models.db.uow import Committed, UnitOfWork
    from services.documents.templates import Template, Wording

TABLE = "template_text"
_FLAG = "flag."


def kinds() -> "tuple[Template, ...]":
    """Return the kinds of sheets the program makes, in the order of the shipped file."""
    from services.documents.templates import load_templates

    return tuple(each for each in load_templates().kinds.values() if each.offered)


def meanings(kind: str) -> tuple[tuple[str, str], ...]:
    """Return the placeholders of a kind of sheet, each with what it says."""
    from services.documents.templates import load_templates

    told = load_templates()
    return tuple((name, told.meanings[name]) for name in told.kinds[kind].placeholders)


def flags(kind: str) -> tuple[tuple[str, str], ...]:
    """Return the flags a kind carries or may carry, with their names; those no sheet prints yet left out."""
    from services.documents.templates import PRINTED, load_templates

    told = load_templates()
    template = told.kinds[kind]
    wanted = (*(PRINTED if template.public else ()), *template.switchable)
    return tuple((flag, told.flag_names[flag]) for flag in wanted)


def why_all() -> str:
    """Return why a 公示 carries everything."""
    from services.documents.templates import load_templates

    return load_templates().why_all


def wordings(context: Context) -> "dict[str, Wording]":
    """Return how each kind is worded here, on the reader's thread.

    Where several rows word the same part, the row made last counts, and one of the community's own first.
    """
    from services.documents.templates import Wording, load_templates

    templates = load_templates().kinds
    texts: dict[str, dict[str, str]] = {kind: {} for kind in templates}
    switched: dict[str, dict[str, bool]] = {kind: {} for kind in templates}
    for kind, part, text in layers(context.reader, TABLE, "kind, part, text").all:
        # a newer program may know more kinds and parts
        known = {each.part for each in templates[kind].parts} if kind in templates else set()
        if part.startswith(_FLAG) and kind in templates:
            switched[kind][part.removeprefix(_FLAG)] = text == "1"
        elif part in known:
            texts[kind][part] = text
    return {kind: Wording(each, texts[kind], switched[kind]) for kind, each in templates.items()}


def errors_in(kind: str, texts: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong, by part, each as one sentence; nothing where everything can be taken."""
    from services.documents.templates import check, load_templates

    template = load_templates().kinds[kind]
    found = {part: check(template, part, text) for part, text in texts.items()}
    return {part: sentence for part, sentence in found.items() if sentence}


def unsaved(
    context: Context, kind: str, texts: Mapping[str, str], switched: Mapping[str, bool]
) -> "dict[str, Wording]":
    """Return how each kind is worded, one of them as it stands in a form that was not saved.

    Args:
        context: read on the reader's thread.
        kind: which kind.
        texts: all of its parts.
        switched: its flags.

    Raises:
        FormErrors: wording that cannot be taken.
    """
    from services.documents.templates import Wording

    _refuse_wrong(kind, texts)
    known = wordings(context)
    return {**known, kind: Wording(known[kind].template, dict(texts), dict(switched))}


def _refuse_wrong(kind: str, texts: Mapping[str, str]) -> None:
    errors = errors_in(kind, texts)
    if errors:
        raise FormErrors(errors)


@needs("office.rules")
def save(
    context: Context, kind: str, texts: Mapping[str, str], switched: Mapping[str, bool] | None = None
) -> "Committed | None":
    """Keep the office's own wording, on the writer's thread; a part worded as shipped is kept no longer.

    Args:
        context: who writes.
        kind: which kind.
        texts: wording by part; parts left out stay as they are.
        switched: flags; only those an office may switch count.

    Returns:
        What was done, by which it can be undone; None when nothing was different.

    Raises:
        FormErrors: wording that cannot be taken; nothing is kept then.
    """
    from services.documents.templates import load_templates

    _refuse_wrong(kind, texts)
    template = load_templates().kinds[kind]
    rows = layers(context.reader, TABLE, "part, text", "AND kind = ?", (kind,)).office
    below: dict[str, str] = {part: text for part, text in rows}
    wanted = {
        part: None if text == below.get(part, template.part(part).text) else text
        for part, text in texts.items()
    }
    for flag, on in (switched or {}).items():
        if flag in template.switchable:
            said = "1" if on else "0"
            shipped = "1" if template.flags[flag] else "0"
            wanted[_FLAG + flag] = None if said == below.get(_FLAG + flag, shipped) else said
    return _write(context, template, wanted)


@needs("office.rules")
def reset(context: Context, kind: str, part: str | None = None) -> "Committed | None":
    """Go back to the shipped text of a part, or of a whole kind with its flags; on the writer's thread.

    Returns:
        What was done, by which it can be undone; None when it was as shipped already.
    """
    from services.documents.templates import load_templates

    template = load_templates().kinds[kind]
    parts = [each.part for each in template.parts] + [_FLAG + flag for flag in template.flags]
    return _write(context, template, dict.fromkeys(parts if part is None else [part]))


def _write(context: Context, template: "Template", wanted: Mapping[str, str | None]) -> "Committed | None":
    with context.unit_of_work() as work:
        for part, text in wanted.items():
            _write_part(work, template.kind, part, text)
        if work.change_count == 0:
            return None
        work.note("template_changed", None, None, template.name)
        return work.commit()


def _write_part(work: "UnitOfWork", kind: str, part: str, text: str | None) -> None:
    rows = layers(work.reader, TABLE, "id", "AND kind = ? AND part = ?", (kind, part)).own
    if text is None:
        work.delete_many(TABLE, [bytes(row[0]) for row in rows])
    elif rows:
        work.update(TABLE, bytes(rows[-1][0]), {"text": text})
    else:
        work.insert(TABLE, {"unit_id": level(work.reader).unit, "kind": kind, "part": part, "text": text})
