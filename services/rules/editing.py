"""The rules of the office, looked at and changed: values, dates and source; versions added; switched off."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from models.errors import InvalidInput
from models.ids import RecordId, new_id
from models.rules.dates import PartialDate, parse_date
from models.rules.rule_values import Unfit, contradiction_in, value_from
from models.rules.rulebook import Rule, Scalar, as_entry
from models.rules.text import check_storable, clean
from services.levels import Level, layers, level
from services.office import Context
from services.rights import needs
from services.rule_overlay import TABLE, rows_of_office, rule_of, shipped
from services.rules.lines import RuleLine, find, line_of, lines, lines_of, spell
from services.saving import FormErrors, Saved

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

__all__ = ["add_version", "checked", "line_of", "lines", "reset", "save", "switch"]

NEEDED: Final = frozenset({"disclosure.monthly", "disclosure.in_time", "disclosure.soon"})
"""Rules without which deadlines cannot be reckoned: they are changed, never switched off."""
VALUE: Final = "value."
"""What stands before the name of a value among the fields of a form."""
_TEXTS: Final = {
    "title": ("名称", 100),
    "law": ("法规或文件", 100),
    "article": ("条款", 50),
    "note": ("说明", 500),
}
_DAYS: Final = {"valid_from": "从哪天起", "valid_to": "到哪天止"}


@needs("office.rules")
def save(context: Context, record_id: bytes, values: Mapping[str, object]) -> Saved:
    """Change a version; on the writer's thread.

    Args:
        context: who writes.
        record_id: the version.
        values: what is typed, by name: title, law, article, note, valid_from, valid_to, and "value.<name>"
            for each value; what is not named stays as it is.

    Raises:
        FormErrors: something cannot be taken, by name.
        NotFound: there is no such version.
        InvalidInput: it belongs to a courtyard's charter, or deadlines could not be reckoned without it.
    """
    with context.unit_of_work() as work:
        listed = lines_of(work.reader)
        line = find(listed, record_id)
        _refuse_of_courtyard(line)
        changed = checked(line.rule, values)
        _refuse_overlap(changed, listed)
        if changed.id in NEEDED and line.rule.holds(context.today()) and not changed.holds(context.today()):
            raise FormErrors(
                {"valid_from": "公开期限按这条规则计算，今天必须有效，请改日期，或加一个新版本。"}
            )
        _write(work, changed, active=line.active)
        return Saved(record_id, work.commit() if work.change_count else None)


@needs("office.rules")
def add_version(context: Context, of: bytes, values: Mapping[str, object]) -> Saved:
    """Add a version of a rule with the values of another one; on the writer's thread.

    Where that one holds on beyond the first day of the new version, it ends on the day before.

    Args:
        context: who writes.
        of: the version it is made of.
        values: as for `save`; valid_from is needed.

    Raises:
        FormErrors: something cannot be taken, by name.
        NotFound: there is no such version.
        InvalidInput: it belongs to a courtyard's charter.
    """
    with context.unit_of_work() as work:
        listed = lines_of(work.reader)
        line = find(listed, of)
        _refuse_of_courtyard(line)
        bare = replace(line.rule, valid_from=None, valid_to=None, note="")
        made = checked(bare, values)
        first = made.valid_from
        if first is None:
            raise FormErrors({"valid_from": "请写新版本从哪天起有效。"})
        made = replace(made, uuid=new_id().hex(), code=_free_code(made, listed))
        ended = _ended_before(line, first)
        if ended is not None:
            _write(work, ended, active=line.active)
        _refuse_overlap(made, lines_of(work.reader))
        _write(work, made, active=True)
        return Saved(bytes.fromhex(made.uuid), work.commit())


def _ended_before(line: RuleLine, first: date) -> Rule | None:
    """Return the version with its last day on the day before another begins; None where nothing changes."""
    rule = line.rule
    begins_later = rule.valid_from is not None and rule.valid_from >= first
    over = rule.valid_to is not None and rule.valid_to < first
    return None if begins_later or over else replace(rule, valid_to=first - timedelta(days=1))


@needs("office.rules")
def switch(context: Context, record_id: bytes, active: bool) -> Saved:
    """Put a version out of use, or into use again; on the writer's thread.

    Raises:
        NotFound: there is no such version.
        InvalidInput: the program cannot do without it, it belongs to a courtyard's charter, or another
            version holds at the same time.
    """
    with context.unit_of_work() as work:
        listed = lines_of(work.reader)
        line = find(listed, record_id)
        _refuse_of_courtyard(line)
        if not active and (line.rule.id in NEEDED or line.rule.blocks):
            raise InvalidInput(f"“{line.rule.title}”不能停用，程序要按它计算；需要时请改数值。")
        if active:
            _refuse_overlap(line.rule, listed)
        _write(work, line.rule, active=active)
        return Saved(record_id, work.commit() if work.change_count else None)


@needs("office.rules")
def reset(context: Context, record_id: bytes) -> Saved:
    """Go back to the shipped version, or take away one of the office's own; on the writer's thread.

    Raises:
        NotFound: there is no such version.
        InvalidInput: it belongs to a courtyard's charter, or another version would hold at the same time.
    """
    with context.unit_of_work() as work:
        listed = lines_of(work.reader)
        line = find(listed, record_id)
        _refuse_of_courtyard(line)
        came = next((rule for rule in shipped() if rule.uuid == line.rule.uuid), None)
        if came is not None:
            _refuse_overlap(came, listed)
        row_id = _row_of(work, line.rule, level(work.reader))
        if row_id is None and not line.shipped:
            raise InvalidInput(f"“{line.rule.title}”的这一版是街道统一定的，不能删除；本社区不用的可以停用。")
        if row_id is None or not work.is_living(TABLE, row_id):
            return Saved(record_id, None)
        work.delete(TABLE, row_id)
        return Saved(record_id, work.commit())


def checked(before: Rule, values: Mapping[str, object]) -> Rule:
    """Return a version with what was typed.

    Args:
        before: the version it is made of; its values say which there are and of what kind.
        values: as for `save`.

    Raises:
        FormErrors: something cannot be taken, by name.
    """
    errors: dict[str, str] = {}
    taken: dict[str, Any] = {}
    for name, typed in values.items():
        try:
            taken[name] = _taken(name, before, typed)
        except InvalidInput as wrong:
            errors[name] = wrong.message
        except Unfit as wrong:
            errors[name] = wrong.sentence
    if errors:
        raise FormErrors(errors)
    numbers: dict[str, Scalar] = dict(before.value)
    numbers |= {name.removeprefix(VALUE): value for name, value in taken.items() if name.startswith(VALUE)}
    plain = {name: value for name, value in taken.items() if not name.startswith(VALUE)}
    after = replace(before, value=numbers, **plain)
    problem = contradiction_in(numbers)
    if problem is not None:
        raise FormErrors({f"{VALUE}min": problem})
    if after.valid_from is not None and after.valid_to is not None and after.valid_to < after.valid_from:
        raise FormErrors({"valid_to": f"不能早于开始的日子（{PartialDate.of(after.valid_from).chinese}）。"})
    return after


def _taken(name: str, before: Rule, typed: object) -> Any:
    if name.startswith(VALUE):
        bare = name.removeprefix(VALUE)
        return value_from(bare, before.value[bare], typed)
    text = clean("" if typed is None else str(typed))
    problem = check_storable(text)
    if problem:
        raise InvalidInput(problem)
    if name in _DAYS:
        return _day(text)
    label, most = _TEXTS[name]
    if len(text) > most:
        raise InvalidInput(f"{label}太长了，最多{most}个字，现在{len(text)}个字。")
    if not text and name in ("title", "law"):
        raise InvalidInput(f"请写{label}。")
    return text


def _day(text: str) -> date | None:
    if not text:
        return None
    read = parse_date(text).value
    if read is None or read.first_day != read.last_day:
        raise InvalidInput(f"“{text[:20]}”不是一天，请写成 2026-1-1。")
    return read.first_day


def _refuse_of_courtyard(line: RuleLine) -> None:
    if line.courtyard:
        raise InvalidInput(f"这条规则是{line.courtyard}自己议定的，请在“章程公约”里修改它的版本。")


def _refuse_overlap(rule: Rule, listed: tuple[RuleLine, ...]) -> None:
    for each in listed:
        other = each.rule
        if other.uuid == rule.uuid or other.id != rule.id or not each.active or each.courtyard:
            continue
        first = max(rule.valid_from or date.min, other.valid_from or date.min)
        if first <= min(rule.valid_to or date.max, other.valid_to or date.max):
            told = f"和“{other.source}”的有效时间（{spell(other)}）重叠，请先改其中一个的日期。"
            raise FormErrors({"valid_from": told})


def _free_code(rule: Rule, listed: tuple[RuleLine, ...]) -> str:
    """Return a public name that no version has: that of the rule with the year from which it holds."""
    taken = {each.rule.code for each in listed}
    year = "own" if rule.valid_from is None else str(rule.valid_from.year)
    stem = code = f"{rule.code.rstrip('0123456789').rstrip('-')}-{year}"
    number = 2
    while code in taken:
        code, number = f"{stem}-{number}", number + 1
    return code


def _write(work: "UnitOfWork", rule: Rule, *, active: bool) -> None:
    here = level(work.reader)
    row_id = _row_of(work, rule, here)
    entry = as_entry(rule)
    values = {
        "unit_id": here.unit,
        "rule": rule.id,
        "code": rule.code,
        "title": rule.title,
        "law": rule.law,
        "article": rule.article or None,
        "value_json": json.dumps(entry["value"], ensure_ascii=False, sort_keys=False),
        "valid_from": entry["valid_from"],
        "valid_to": entry["valid_to"],
        "local": rule.local,
        "blocks": rule.blocks,
        "active": active,
        "note": rule.note or None,
    }
    stored = None if row_id is None else work.stored(TABLE, row_id)
    if row_id is None or stored is None:
        came = _below(work, rule, here)
        if came is None:
            row_id = bytes.fromhex(rule.uuid)  # a version of one's own
        if came != (rule, active):
            work.insert(TABLE, values, row_id=None if row_id is None else RecordId(row_id))
        return
    if stored["deleted_at"] is not None:
        work.restore(TABLE, row_id)
    work.update(TABLE, row_id, values)


def _below(work: "UnitOfWork", rule: Rule, here: Level) -> tuple[Rule, bool] | None:
    """Return a version as it is without a row of one's own, and whether it is in use; None for a new one."""
    if here.over:
        for row in rows_of_office(work.reader):
            known = rule_of(row)
            if known is not None and known.uuid == rule.uuid:
                return known, bool(row[-1])
    return next(((each, True) for each in shipped() if each.uuid == rule.uuid), None)


def _row_of(work: "UnitOfWork", rule: Rule, here: Level) -> bytes | None:
    """Return the row of a version that may be written here; None for a community that has none yet."""
    if not here.over:
        return bytes.fromhex(rule.uuid)
    own = layers(work.reader, TABLE, "id", "AND courtyard_id IS NULL AND code = ?", (rule.code,)).own
    return bytes(own[-1][0]) if own else None
