"""Decision rules that a courtyard adopted in its rules of procedure (policy 3.5a), as the count uses them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from models.errors import InvalidInput, NotFound
from models.ids import new_id
from models.rules.dates import from_record
from models.rules.rule_values import label_of, value_in_words, values_in_words, weaker_than
from models.rules.rulebook import Rule
from models.rules.tally import can_count
from services.office import Context
from services.rights import needs
from services.rule_overlay import COLUMNS, TABLE, rule_of
from services.rules.editing import VALUE, checked
from services.rules.lines import ShownValue, shown
from services.saving import FormErrors, Saved

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

KINDS: Final = ("procedure", "charter")
"""Kinds of charters in which a courtyard decides how it votes (vocab.CHARTER_KIND)."""

_DECIDING: Final = (
    "residents.meeting",
    "representatives.meeting",
    "owners.general",
    "owners.weighty",
    "committee.meeting.owners",
    "meeting.motion",
)


def bases(context: Context) -> tuple[Rule, ...]:
    """Return the rules a courtyard may set its own for: those in force today that decide meetings.

    Args:
        context: any connection.
    """
    today = context.today()
    return tuple(
        rule
        for rule in context.rulebook.rules
        if rule.id in _DECIDING and can_count(rule) and rule.holds(today)
    )


def of_version(context: Context, version_id: bytes) -> tuple[Rule, ...]:
    """Return the rules a version of a charter sets.

    Args:
        context: any connection.
        version_id: the version.
    """
    rows = context.reader.all(
        f"SELECT {', '.join(COLUMNS)} FROM {TABLE} WHERE charter_version_id = ? AND deleted_at IS NULL "
        "ORDER BY id",
        (version_id,),
    )
    return tuple(rule for row in rows if (rule := rule_of(row)) is not None)


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule of a version for a list and a form: id, what it is about, clause, its values in words and apart.

    `base` is the code of the rule it stands for.
    """

    id: bytes
    title: str
    article: str
    words: str
    base: str
    values: tuple[ShownValue, ...]


@dataclass(frozen=True, slots=True)
class Base:
    """A rule that a version may set its own for: code, what it is about, law and article, its values."""

    code: str
    title: str
    source: str
    values: tuple[ShownValue, ...]


@dataclass(frozen=True, slots=True)
class OwnRules:
    """The rules a version sets, and those it may set."""

    rules: tuple[OwnRule, ...]
    bases: tuple[Base, ...]


def listed(context: Context, version_id: bytes) -> OwnRules:
    """Return the rules of a version, and for what it may set one; see `of_version` and `bases`."""
    laws = bases(context)
    codes = {rule.id: rule.code for rule in laws}
    own = of_version(context, version_id)
    return OwnRules(
        tuple(
            OwnRule(
                bytes.fromhex(rule.uuid),
                rule.title,
                rule.article,
                values_in_words(rule.value),
                codes.get(rule.id, ""),
                shown(rule),
            )
            for rule in own
        ),
        tuple(
            Base(rule.code, rule.title, rule.source, shown(rule))
            for rule in laws
            if rule.id not in {each.id for each in own}
        ),
    )


@needs("office.rules")
def save(
    context: Context,
    version_id: bytes,
    base: str,
    values: Mapping[str, object],
    record_id: bytes | None = None,
) -> Saved:
    """Enter a rule that a version sets, or change one; on the writer's thread.

    Args:
        context: who writes.
        version_id: an adopted version of rules of procedure or of a charter.
        base: code of the rule it stands for; says for which meetings it is.
        values: as for `services.rules.editing.save`: "article" is the clause, "value.<name>" the values.
        record_id: the rule, None for a new one.

    Raises:
        FormErrors: something cannot be taken, by name; a share asks for less than the law.
        InvalidInput: the version was not adopted, is of another kind, or sets a rule for this already.
        NotFound: the version or the rule is gone.
    """
    with context.unit_of_work() as work:
        charter = _charter(work, version_id)
        law = context.rulebook.by_code(base)
        if law is None or not can_count(law):
            raise InvalidInput("请选择是哪种会议的规则。")
        rule = _rule(work, law, charter["title"], values, record_id)
        _refuse_second(work, version_id, rule, record_id)
        row = {
            "rule": rule.id,
            "code": rule.code,
            "title": rule.title,
            "law": rule.law,
            "article": rule.article or None,
            "value_json": json.dumps(dict(rule.value), ensure_ascii=False),
            "valid_from": None,
            "local": True,
            "blocks": False,
            "active": True,
            "courtyard_id": charter["courtyard_id"],
            "charter_version_id": version_id,
        }
        if record_id is None:
            made = work.insert(TABLE, {"unit_id": charter["unit_id"], **row})
            return Saved(made, work.commit())
        work.update(TABLE, record_id, row)
        return Saved(record_id, work.commit() if work.change_count else None)


@needs("office.rules")
def remove(context: Context, record_id: bytes) -> Saved:
    """Put a courtyard's rule into the recycle bin; on the writer's thread. Counted votes keep theirs."""
    with context.unit_of_work() as work:
        if not work.is_living(TABLE, record_id):
            raise NotFound("这条规则已经不在了，可能刚被删除。请刷新后再看。")
        work.delete(TABLE, record_id)
        return Saved(record_id, work.commit())


def _charter(work: "UnitOfWork", version_id: bytes) -> dict[str, Any]:
    """Return the charter of a version, which was adopted and may say how votes are decided."""
    version = work.stored("charter_version", version_id)
    charter = None if version is None else work.stored("charter", version["charter_id"])
    if version is None or charter is None or version["deleted_at"] is not None:
        raise NotFound("这一版已经不在了，可能刚被删除。请刷新后再看。")
    if charter["kind"] not in KINDS:
        raise InvalidInput(f"“{charter['title']}”不是议事规则或自治章程，不能规定怎样表决。")
    if from_record(version["adopted_on"]) is None:
        raise InvalidInput("这一版还没有通过，请先填写通过时间，再登记表决规则。")
    return dict(charter)


def _rule(
    work: "UnitOfWork", law: Rule, title: str, values: Mapping[str, object], record_id: bytes | None
) -> Rule:
    """Return the rule as typed, in the place of the law's; one that asks for less than the law is refused."""
    stored = None if record_id is None else work.stored(TABLE, record_id)
    code = f"own-{new_id().hex()[-8:]}" if stored is None else stored["code"]
    bare = replace(
        law, law=f"《{title.strip('《》')}》", article="", code=code, note="", valid_from=None, valid_to=None
    )
    rule = checked(bare, values)
    if not rule.article:
        raise FormErrors({"article": "请写是第几条，计票单上要写明出处，如“第十二条”。"})
    weaker = () if law.local else weaker_than(rule.value, law.value)
    if weaker:
        raise FormErrors({f"{VALUE}{name}": _too_weak(law, name) for name in weaker})
    return rule


def _too_weak(law: Rule, name: str) -> str:
    asked = f"{label_of(name)}{value_in_words(name, law.value[name])}"
    return f"{law.source}规定“{asked}”，楼院的规则不能比法律宽。"


def _refuse_second(work: "UnitOfWork", version_id: bytes, rule: Rule, record_id: bytes | None) -> None:
    other = work.reader.value(
        f"SELECT id FROM {TABLE} WHERE charter_version_id = ? AND rule = ? AND id <> ? AND active "
        "AND deleted_at IS NULL ORDER BY id LIMIT 1",
        (version_id, rule.id, record_id or b""),
    )
    if other is not None:
        raise InvalidInput(f"这一版已经登记了“{rule.title}”的规则，请修改那一条。")
