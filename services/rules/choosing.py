"""Which rule decides a vote: the one chosen, a courtyard's own, or that of the kind of meeting and day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.errors import InvalidInput, NotFound
from models.rules.dates import PartialDate, from_record
from models.rules.meetings import deciding_ids, decision_rule
from models.rules.rulebook import Rule
from models.rules.tally import can_count
from services.charters.force import InForce, in_force
from services.office import Context
from services.rule_overlay import COLUMNS, TABLE, rule_of


def rule_for(context: Context, meeting_id: bytes, resolution_id: bytes | None = None) -> Rule:
    """Return the rule a vote of a meeting is counted by.

    It is the one chosen for the resolution, else for its matter or that of the meeting, else for the meeting;
    else what the courtyard decided for itself (policy 3.5a); else the rule of this kind of meeting as valid
    on its day.

    Args:
        context: any connection.
        meeting_id: the meeting.
        resolution_id: the vote; None asks for the meeting as a whole.

    Raises:
        NotFound: there is no such meeting.
        InvalidInput: the rule chosen is none a vote can be counted by, or none is known for that day.
    """
    rows = context.reader.all(
        "SELECT m.kind, m.held_on, m.courtyard_id, m.rule_code, m.title, "
        "(SELECT a.rule_code FROM matter a WHERE a.id = m.matter_id) FROM meeting m WHERE m.id = ?",
        (meeting_id,),
    )
    if not rows:
        raise NotFound("没有找到这次会议，可能刚被删除。请刷新后再看。")
    kind, held_on, courtyard, chosen, title, of_matter = rows[0]
    held = from_record(held_on)
    day = held.first_day if held is not None else context.today()
    own = own_rules(context, courtyard)
    codes = (*_of_resolution(context, resolution_id), of_matter, chosen)
    for code in codes:
        if code:
            return _named(context, own, code)
    owners = _only_owners(context, courtyard)
    ids = deciding_ids(kind, of_owners_committee=owners)
    rule = _adopted(own, ids, day) or decision_rule(kind, day, context.rulebook, of_owners_committee=owners)
    if rule is None or not can_count(rule):
        raise InvalidInput(
            f"“{title}”（{PartialDate.of(day).chinese}）没有可用的计票规则，请在会议或决议里选定一项，"
            "或在“系统”的“规则”里补上那时有效的规则。"
        )
    return rule


@dataclass(frozen=True, slots=True)
class Asked:
    """A meeting or a vote for which a rule is asked: where, of which kind, on which day, and what was chosen.

    `codes` are what was chosen for the vote, its matter and the meeting, in this order; None for nothing.
    """

    courtyard: bytes | None
    kind: str | None
    held_on: str | None
    of_owners_committee: bool
    codes: tuple[str | None, ...]


def special(context: Context, asked: Sequence[Asked]) -> list[Rule | None]:
    """Return the rule chosen for each, or what its courtyard adopted; None where kind and day decide.

    A choice that is not known any more is passed over. However many there are, few queries are asked.

    Args:
        context: any connection.
        asked: the meetings or votes.
    """
    own = _of_courtyards(context)
    found = []
    for each in asked:
        rules = own.get(each.courtyard or b"", ())
        held = from_record(each.held_on)
        chosen = next((rule for code in each.codes if code and (rule := _known(context, rules, code))), None)
        if chosen is None and held is not None:
            ids = deciding_ids(each.kind, of_owners_committee=each.of_owners_committee)
            chosen = _adopted(rules, ids, held.first_day)
        found.append(chosen)
    return found


def _of_courtyards(context: Context) -> dict[bytes, tuple[Rule, ...]]:
    rows = context.reader.all(
        f"SELECT DISTINCT courtyard_id FROM {TABLE} WHERE courtyard_id IS NOT NULL AND deleted_at IS NULL"
    )
    return {bytes(row[0]): own_rules(context, bytes(row[0])) for row in rows}


def _adopted(own: tuple[Rule, ...], ids: tuple[str, ...], day: date) -> Rule | None:
    return next((rule for rule_id in ids for rule in own if rule.id == rule_id and rule.holds(day)), None)


def _known(context: Context, own: tuple[Rule, ...], code: str) -> Rule | None:
    rule = next((each for each in own if each.code == code), None) or context.rulebook.by_code(code)
    return rule if rule is not None and can_count(rule) else None


def rule_named(context: Context, code: str, courtyard_id: bytes | None = None) -> Rule:
    """Return the version of a rule with a public name, the courtyard's own ones included.

    Raises:
        InvalidInput: there is none, or no vote can be counted by it.
    """
    return _named(context, own_rules(context, courtyard_id), code)


def choosable(context: Context, courtyard_id: bytes | None = None) -> tuple[Rule, ...]:
    """Return every version a vote can be counted by, the courtyard's own ones first."""
    return tuple(
        rule for rule in (*own_rules(context, courtyard_id), *context.rulebook.rules) if can_count(rule)
    )


def choosable_anywhere(context: Context) -> tuple[Rule, ...]:
    """Return every version a vote can be counted by, with the own ones of all courtyards behind."""
    own = [rule for _, rules in sorted(_of_courtyards(context).items()) for rule in rules]
    return tuple(rule for rule in (*context.rulebook.rules, *own) if can_count(rule))


def own_rules(context: Context, courtyard_id: bytes | None) -> tuple[Rule, ...]:
    """Return the decision rules a courtyard adopted, each valid as long as the version of its charter.

    Args:
        context: any connection.
        courtyard_id: None has none.
    """
    if courtyard_id is None:
        return ()
    times = {each.id: each for each in in_force(context.reader, " AND c.courtyard_id = ?", (courtyard_id,))}
    rows = context.reader.all(
        f"SELECT {', '.join(COLUMNS)}, charter_version_id FROM {TABLE} "
        "WHERE courtyard_id = ? AND deleted_at IS NULL AND active ORDER BY id",
        (courtyard_id,),
    )
    found = []
    for row in rows:
        rule, version = rule_of(row), row[-1]
        if rule is not None and version is None:
            found.append(rule)
        elif rule is not None and bytes(version) in times:
            found.append(limited(rule, times[bytes(version)]))
    return tuple(found)


def limited(rule: Rule, time: InForce) -> Rule:
    """Return a courtyard's rule within the time its charter is in force."""
    first = time.first if rule.valid_from is None else max(rule.valid_from, time.first)
    ends = [day for day in (rule.valid_to, time.last) if day is not None]
    return replace(rule, valid_from=first, valid_to=min(ends, default=None))


def _of_resolution(context: Context, resolution_id: bytes | None) -> tuple[str | None, ...]:
    if resolution_id is None:
        return ()
    rows = context.reader.all(
        "SELECT r.rule_code, (SELECT a.rule_code FROM matter a WHERE a.id = r.matter_id) FROM resolution r "
        "WHERE r.id = ?",
        (resolution_id,),
    )
    return rows[0] if rows else ()


def _named(context: Context, own: tuple[Rule, ...], code: str) -> Rule:
    rule = _known(context, own, code)
    if rule is None:
        raise InvalidInput(f"选定的计票规则“{code}”不存在或已停用，请重新选一项。")
    return rule


def _only_owners(context: Context, courtyard_id: bytes | None) -> bool:
    """Tell whether the committee of a courtyard is an owners' committee and nothing else."""
    rows = context.reader.all(
        "SELECT DISTINCT kind FROM committee WHERE courtyard_id = ? AND deleted_at IS NULL",
        (courtyard_id or b"",),
    )
    return [row[0] for row in rows] == ["owners"]
