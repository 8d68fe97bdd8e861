"""The programmes of an office: the two that ship, and the copies of them that it edits (policy 2.6a).

A copy that a matter walks already is not changed: saving makes a new version beside it, and the matter keeps
the steps it began with.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput, NotFound
from models.ids import new_id
from models.rules.gates import KINDS as KINDS
from models.rules.gates import Template
from models.rules.gates import TemplateStep as TemplateStep
from models.rules.programmes import wrong_template
from models.rules.text import clean, same_name
from services.levels import layers, level
from services.matter_templates import shipped, steps_as_json, steps_from
from services.office import Context
from services.rights import needs
from services.saving import Saved

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import UnitOfWork

TABLE = "matter_template"
LONGEST = 20


@dataclass(frozen=True, slots=True)
class Programme:
    """A template as the page shows it.

    Attributes:
        id: its row, None for one that ships.
        template: code, name, steps.
        base: code of the one it was copied from, "" for one that ships.
        active: whether new matters may walk it.
        used: how many matters walk it.
    """

    id: bytes | None
    template: Template
    base: str
    active: bool
    used: int

    @property
    def is_shipped(self) -> bool:
        """Whether it came with the program; such a one is copied, never edited."""
        return self.id is None


def programmes(context: Context) -> tuple[Programme, ...]:
    """Return the programmes, the shipped ones first; versions that were replaced are left out."""
    used = _used(context.reader)
    found = [Programme(None, each, "", True, used.get(code, 0)) for code, each in shipped().items()]
    rows = layers(context.reader, TABLE, "id, code, name, base, steps_json, active").all
    rows.sort(key=lambda row: (row[2], row[0]))
    names = {row[2] for row in rows if row[5]}
    for row_id, code, name, base, steps, active in rows:
        if active or name not in names:
            template = Template(code, name, steps_from(steps), _rule(base))
            found.append(Programme(bytes(row_id), template, base or "", bool(active), used.get(code, 0)))
    return tuple(found)


def _used(reader: "Reader") -> dict[str, int]:
    rows = reader.all(
        "SELECT template, count(*) FROM matter WHERE deleted_at IS NULL GROUP BY template ORDER BY template"
    )
    return {row[0]: int(row[1]) for row in rows}


def _rule(base: str | None) -> str:
    known = shipped().get(base or "")
    return known.rule if known is not None else ""


@needs("office.rules")
def copy(context: Context, code: str, name: str) -> Saved:
    """Make a programme of the office's own from one that ships or another copy, on the writer's thread.

    Args:
        context: who makes it.
        code: of the one to copy.
        name: what the new one is called.

    Raises:
        InvalidInput: no name, or one that is taken.
        NotFound: there is nothing to copy.
    """
    with context.unit_of_work() as work:
        base, steps = _source(work.reader, code)
        made = _insert(work, base, _named(work, name, None), steps)
        return Saved(made, work.commit())


def _source(reader: "Reader", code: str) -> tuple[str, tuple[TemplateStep, ...]]:
    known = shipped().get(code)
    if known is not None:
        return code, known.steps
    row = reader.one(
        "SELECT base, steps_json FROM matter_template WHERE code = ? AND deleted_at IS NULL", (code,)
    )
    if row is None:
        raise NotFound("要复制的程序已经不在了，请刷新后再试。")
    return row[0] or "", steps_from(row[1])


@needs("office.rules")
def save(context: Context, template_id: bytes, name: str, steps: Sequence[TemplateStep]) -> Saved:
    """Save a programme of the office's own, on the writer's thread.

    Args:
        context: who saves.
        template_id: its row.
        name: what it is called.
        steps: in order; one without a code gets its name as code.

    Returns:
        The row that holds from now on: a new one where matters walk the old one.

    Raises:
        InvalidInput: what is wrong with it, as one sentence.
        NotFound: it is gone.
    """
    with context.unit_of_work() as work:
        row = _own_row(work, template_id)
        ready = tuple(_clean(each) for each in steps)
        called = _named(work, name, row)
        wrong = wrong_template(Template(row["code"], called, ready))
        if wrong:
            raise InvalidInput(wrong)
        if not _used(work.reader).get(row["code"]):
            work.update("matter_template", template_id, {"name": called, "steps_json": steps_as_json(ready)})
            return Saved(template_id, work.commit() if work.change_count else None)
        if ready == steps_from(row["steps_json"]) and called == row["name"]:
            return Saved(template_id, None)
        work.update("matter_template", template_id, {"active": False})
        made = _insert(work, row["base"], called, ready, context.today().isoformat())
        return Saved(made, work.commit())


def _own_row(work: "UnitOfWork", template_id: bytes) -> dict[str, Any]:
    """Return the row of a programme that may be changed here.

    Raises:
        InvalidInput: it is the sub-district office's.
        NotFound: it is gone.
    """
    row = work.row(TABLE, template_id)
    if any(bytes(office[0]) == template_id for office in layers(work.reader, TABLE, "id").office):
        raise InvalidInput(f"“{row['name']}”是街道统一定的，不能直接改。请先复制一份，再改复制的这一份。")
    return row


def _clean(step: TemplateStep) -> TemplateStep:
    name = clean(step.name)
    paper = tuple(each for each in (clean(each) for each in step.paper) if each)
    return replace(
        step, name=name, code=step.code or name, who=clean(step.who), record=clean(step.record), paper=paper
    )


def _insert(
    work: "UnitOfWork", base: str, name: str, steps: tuple[TemplateStep, ...], since: str | None = None
) -> bytes:
    values: dict[str, Any] = {
        "unit_id": level(work.reader).unit,
        "code": new_id().hex(),
        "name": name,
        "base": base or None,
        "steps_json": steps_as_json(steps),
        "active": True,
        "valid_from": since,
    }
    return work.insert("matter_template", values)


def _named(work: "UnitOfWork", name: str, row: dict[str, Any] | None) -> str:
    """Return a name that no other programme in use has."""
    called = clean(name)
    if not called:
        raise InvalidInput("请写这个程序的名称。", "name")
    if len(called) > LONGEST:
        raise InvalidInput(f"程序的名称太长，最多{LONGEST}个字。", "name")
    rows = layers(work.reader, TABLE, "id, name, active").all
    taken = [each.name for each in shipped().values()]
    taken += [other for row_id, other, active in rows if active and (row is None or row_id != row["id"])]
    if any(same_name(called, each) for each in taken):
        raise InvalidInput(f"已经有叫“{called}”的程序，请换一个名称。", "name")
    return called


@needs("office.rules")
def set_active(context: Context, template_id: bytes, active: bool) -> Saved:
    """Offer a programme to new matters, or offer it no more; on the writer's thread.

    Raises:
        InvalidInput: another in use has its name.
        NotFound: it is gone.
    """
    with context.unit_of_work() as work:
        row = _own_row(work, template_id)
        if active:
            _named(work, row["name"], row)
        changed = work.update("matter_template", template_id, {"active": active})
        return Saved(template_id, work.commit() if changed else None)


@needs("office.rules")
def delete(context: Context, template_id: bytes) -> Saved:
    """Delete a programme that no matter walks, on the writer's thread.

    Raises:
        InvalidInput: matters walk it.
        NotFound: it is gone.
    """
    with context.unit_of_work() as work:
        row = _own_row(work, template_id)
        used = _used(work.reader).get(row["code"])
        if used:
            raise InvalidInput(f"有{used}件事项按“{row['name']}”办理，不能删除。不再用的可以停用。")
        work.delete("matter_template", template_id)
        return Saved(template_id, work.commit())
