"""The further sheets of an exported register: members, teams, dwellings, residents, account lines.

Their columns stand in the order of the office's own workbook; what lies beyond them follows in columns the
import reads, and only where some record needs it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from models import vocab
from models.db.reading import Reader
from models.rules.codes import parse_vetting
from services.excel import Cell, ColumnOut, TableOut
from services.exporting.cells import area_cell, day_cell, money_cell
from services.importing.texts import NO_COURTYARD
from services.levels import counting
from services.shown import show

_Read = Callable[..., Cell | None]


@dataclass(frozen=True, slots=True)
class Part:
    """One column of a sheet and where its values come from.

    Attributes:
        column: its heading.
        sql: expressions of the values `read` takes.
        read: makes the cell; the one value as it is when None.
        always: belongs to the office's own sheet, so it is written even where it is empty.
        when: condition that a row needs a further column; that it is filled when "".
    """

    column: ColumnOut
    sql: tuple[str, ...]
    read: _Read | None = None
    always: bool = True
    when: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    """One sheet.

    Attributes:
        name: on its tab.
        source: FROM clause with the courtyard as `c`.
        where: which rows.
        order: their order within a courtyard.
        parts: its columns.
        title: line above the headings.
        unit: expression of the community a row belongs to.
    """

    name: str
    source: str
    where: str
    order: str
    parts: tuple[Part, ...]
    title: str = ""
    unit: str = "c.unit_id"


def _label(vocabulary: vocab.Vocabulary) -> _Read:
    return lambda code: vocabulary.label(code)


def _part(label: str, sql: str, width: int = 12, read: _Read | None = None) -> Part:
    return Part(ColumnOut(label, width), (sql,), read)


def _number(label: str, sql: str, width: int, kind: str) -> Part:
    return Part(ColumnOut(label, width, hidden=kind), (sql,))


def _date(label: str, sql: str) -> Part:
    return Part(ColumnOut(label, 14, "date"), (sql,), day_cell)


def _beyond(label: str, sql: str, width: int = 30, read: _Read | None = None) -> Part:
    return Part(ColumnOut(label, width, "wrap"), (sql,), read, always=False)


def _yes_no(value: Any) -> Cell | None:
    return show(value, "yes_no")


def _membership(code: str | None, written: str | None) -> Cell | None:
    return written or vocab.MEMBERSHIP.label(code)


def _vetting(outcome: str | None, circumstance: str | None, opinion: str | None) -> Cell | None:
    """Return the opinion as it was written, or in words the import reads the same."""
    if outcome is None:
        return None
    if opinion and parse_vetting(opinion).value == (outcome, circumstance):
        return opinion
    label = vocab.VETTING_OUTCOME.label(outcome)
    return f"{label}：{circumstance}" if circumstance else label


def _share(part: int | None, whole: int | None) -> Cell | None:
    """Return the share of an owner as the import reads it: 1 for the whole, else 1/2."""
    if part is None or whole is None:
        return None
    return "1" if part == whole else f"{part}/{whole}"


_COURTYARD: Final = _part("楼院", "c.name", 22)
_SEX: Final = _label(vocab.SEX)
_PERSON: Final = (
    _part("性别", "r.sex", 6, _SEX),
    _date("出生年月", "r.birth"),
)
_STATUS: Final = Part(ColumnOut("政治面貌", 12), ("r.membership", "r.membership_text"), _membership)
_VETTED = (
    "(SELECT v.{0} FROM candidate_vetting v WHERE v.committee_member_id = m.id AND v.deleted_at IS NULL "
    "ORDER BY v.id LIMIT 1)"
)
_TEAM_MEMBERS = (
    "(SELECT string_agg(r.name, '、' ORDER BY m.id) FROM team_member m "
    "JOIN resident r ON r.id = m.resident_id WHERE m.team_id = t.id AND m.until IS NULL "
    "AND m.deleted_at IS NULL)"
)
_FIRST_OWNER = (
    "NOT EXISTS (SELECT 1 FROM ownership e WHERE e.dwelling_id = d.id AND e.deleted_at IS NULL "
    "AND e.id < o.id)"
)


def _of_household(column: str) -> str:
    """Return an expression for the household's value, in the row of the first owner only."""
    return (
        f"CASE WHEN o.id IS NULL OR {_FIRST_OWNER} THEN (SELECT h.{column} FROM household h "
        "WHERE h.dwelling_id = d.id AND h.deleted_at IS NULL ORDER BY h.id LIMIT 1) END"
    )


_NAMED_ELSEWHERE = (
    "EXISTS (SELECT 1 FROM {table} x WHERE x.{column} = r.id AND x.deleted_at IS NULL{current})"
)


def _named(*places: tuple[str, str, bool]) -> str:
    return " OR ".join(
        _NAMED_ELSEWHERE.format(table=table, column=column, current=" AND x.until IS NULL" if period else "")
        for table, column, period in places
    )


_ON_COMMITTEE = _named(("committee_member", "resident_id", True))
_OWNER = _named(("ownership", "resident_id", False))
_IN_POST = _named(
    ("appointment", "resident_id", True),
    ("team_member", "resident_id", True),
    ("volunteer_team", "leader_id", False),
)
# The first owner named is the head; whoever else heads a home is marked on the roster.
_MARKED_HEAD = (
    "EXISTS (SELECT 1 FROM household h WHERE h.head_id = r.id AND h.dwelling_id = r.dwelling_id "
    "AND h.deleted_at IS NULL) AND NOT EXISTS (SELECT 1 FROM ownership o WHERE o.resident_id = r.id "
    "AND o.dwelling_id = r.dwelling_id AND o.deleted_at IS NULL AND "
    f"{_FIRST_OWNER.replace('d.id', 'r.dwelling_id')})"
)
# Of somebody at home whom another sheet names in a post, the import needs a number to know him again.
_KNOWN_AGAIN = (
    "(r.dwelling_id IS NULL OR coalesce(r.phone, r.id_number) IS NOT NULL "
    f"OR NOT ({_ON_COMMITTEE} OR {_IN_POST}))"
)
# The sheet of members tells nearly all there is of a person, that of dwellings sex and document of an owner.
_UNTOLD = (
    f"(c.id IS NULL OR {_KNOWN_AGAIN} AND (coalesce(r.note, r.import_note) IS NOT NULL OR {_MARKED_HEAD}) "
    f"OR NOT ({_ON_COMMITTEE}) AND (NOT ({_OWNER} OR {_IN_POST}) OR coalesce(r.phone, r.birth, r.membership, "
    f"r.background, r.import_note) IS NOT NULL "
    f"OR (NOT ({_OWNER}) AND coalesce(r.sex, r.id_number) IS NOT NULL)))"
)
_CO_OWNED = (
    "o.share_part <> o.share_whole OR EXISTS (SELECT 1 FROM ownership e WHERE e.dwelling_id = d.id "
    "AND e.deleted_at IS NULL AND e.id <> o.id)"
)

_COUNTS, _OWN_FIRST = counting("k")
_KIND = (
    "coalesce((SELECT k.name FROM ledger_kind k WHERE k.code = l.kind AND k.direction = l.direction "
    f"AND k.deleted_at IS NULL AND {_COUNTS} ORDER BY {_OWN_FIRST}, k.id LIMIT 1), l.kind)"
)


def _kind_name(code: str) -> Cell | None:
    """Return what a kind that the office left as it came is called; others come with their name."""
    from services.ledgers.kinds import shipped

    return next((each.name for each in shipped() if each.code == code), code)


ROSTERS: Final = (
    Roster(
        "自治组织成员",
        "committee_member m JOIN committee k ON k.id = m.committee_id "
        "JOIN courtyard c ON c.id = k.courtyard_id JOIN resident r ON r.id = m.resident_id",
        "m.deleted_at IS NULL AND m.until IS NULL AND k.deleted_at IS NULL",
        "k.id, m.id",
        (
            _COURTYARD,
            _part("自治组织", "k.kind", 13, _label(vocab.COMMITTEE_KIND)),
            _part("职务", "m.post", 9, _label(vocab.COMMITTEE_POST)),
            _part("姓名", "r.name", 10),
            *_PERSON,
            _STATUS,
            _part("是否楼栋长", "m.is_building_head", 10, _yes_no),
            _part("身份（原单位）", "coalesce(m.background, r.background)", 20),
            _number("身份证号", "r.id_number", 22, "id_number"),
            _number("联系电话", "r.phone", 16, "phone"),
            Part(
                ColumnOut("资格审查意见", 26),
                tuple(_VETTED.format(name) for name in ("outcome", "circumstance", "opinion")),
                _vetting,
            ),
            _beyond("备注", "m.note"),
            _beyond("导入备注", "m.import_note"),
        ),
        title="楼院居民自治组织成员花名册",
    ),
    Roster(
        "志愿服务队",
        "volunteer_team t JOIN courtyard c ON c.id = t.courtyard_id "
        "LEFT JOIN resident l ON l.id = t.leader_id AND l.deleted_at IS NULL",
        "t.deleted_at IS NULL",
        "t.id",
        (
            _COURTYARD,
            _part("队伍名称", "t.name", 24),
            _part("类别", "t.kind", 13, _label(vocab.TEAM_KIND)),
            _part("队长", "l.name", 10),
            _date("成立时间", "t.founded"),
            _part("主要活动", "t.activity", 24),
            Part(ColumnOut("队员（顿号分隔）", 60, "wrap"), (_TEAM_MEMBERS,)),
            _beyond("备注", "t.note"),
            _beyond("导入备注", "t.import_note"),
        ),
    ),
    Roster(
        "房屋住户",
        "dwelling d JOIN building b ON b.id = d.building_id JOIN courtyard c ON c.id = d.courtyard_id "
        "LEFT JOIN ownership o ON o.dwelling_id = d.id AND o.deleted_at IS NULL "
        "LEFT JOIN resident r ON r.id = o.resident_id",
        "d.deleted_at IS NULL",
        # dwellings of a building without a name first: below others, the import would add them to these
        "b.name <> '', d.id, o.id",
        (
            _COURTYARD,
            _part("楼栋", "b.name", 9),
            _part("单元", "d.entrance", 9),
            _part("房号", "d.room", 10),
            Part(ColumnOut("建筑面积（㎡）", 12), ("d.area", "d.area_about"), area_cell),
            _part("业主/户主", "r.name", 12),
            _part("常住人数", _of_household("people_count"), 9),
            _number("联系电话", _of_household("phone"), 16, "phone"),
            Part(ColumnOut("备注", 24, "wrap"), ("d.note",)),
            _beyond("业主性别", "r.sex", 8, _SEX),
            Part(ColumnOut("业主身份证号", 22, "wrap", hidden="id_number"), ("r.id_number",), always=False),
            Part(
                ColumnOut("份额", 9), ("o.share_part", "o.share_whole"), _share, always=False, when=_CO_OWNED
            ),
            _beyond("导入备注", "d.import_note"),
        ),
    ),
    Roster(
        "居民花名册",
        "resident r LEFT JOIN courtyard c ON c.id = r.courtyard_id "
        "LEFT JOIN dwelling d ON d.id = r.dwelling_id AND d.deleted_at IS NULL "
        "LEFT JOIN building b ON b.id = d.building_id",
        f"r.deleted_at IS NULL AND {_UNTOLD}",
        "coalesce(b.name, '') <> '', r.id",
        (
            _part("楼院", f"coalesce(c.name, '{NO_COURTYARD}')", 22),
            _part("楼栋", "b.name", 9),
            _part("单元", "d.entrance", 9),
            _part("房号", "d.room", 10),
            _part("姓名", "r.name", 10),
            *_PERSON,
            _number("身份证号", "r.id_number", 22, "id_number"),
            _number("联系电话", "r.phone", 16, "phone"),
            _STATUS,
            _part("身份（原单位）", "r.background", 20),
            _beyond("是否户主", f"CASE WHEN {_MARKED_HEAD} THEN '是' END", 9),
            _beyond("备注", "r.note"),
            _beyond("导入备注", "r.import_note"),
        ),
        unit="CASE WHEN c.id IS NULL THEN r.unit_id ELSE c.unit_id END",
    ),
    Roster(
        "收支明细",
        "pending_ledger_line l LEFT JOIN courtyard c ON c.id = l.courtyard_id",
        "l.deleted_at IS NULL",
        "l.id",
        (
            _date("日期", "l.on_date"),
            _part("楼院", "c.name", 22),
            _part("收入/支出", "l.direction", 10, _label(vocab.LEDGER_DIRECTION)),
            _part("项目", "l.item", 14),
            _part("摘要", "l.summary", 24),
            Part(ColumnOut("金额（元）", 13, "money"), ("l.amount",), money_cell),
            _part("经手人", "l.handler", 10),
            _part("票据号", "l.voucher", 13),
            _beyond("出处", "l.source", 20),
            _beyond("原表内容", "l.raw_text", 50),
        ),
    ),
    Roster(
        "收支账",
        "ledger_entry l JOIN courtyard c ON c.id = l.courtyard_id",
        # what was taken back was no receipt or payment
        "l.deleted_at IS NULL AND l.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM ledger_entry x "
        "WHERE x.reverses_id = l.id AND x.deleted_at IS NULL)",
        "l.on_date, l.id",
        (
            _date("日期", "l.on_date"),
            _part("楼院", "c.name", 22),
            _part("收入/支出", "l.direction", 10, _label(vocab.LEDGER_DIRECTION)),
            _part("项目", _KIND, 14, _kind_name),
            _part("摘要", "l.summary", 24),
            Part(ColumnOut("金额（元）", 13, "money"), ("l.amount",), money_cell),
            _part("经手人", "l.handler", 10),
            _part("票据号", "l.voucher", 13),
            _beyond("对方", "l.party", 20),
            _beyond("证明人", "l.witness", 10),
            _beyond("出处", "l.source", 20),
            _beyond("原表内容", "l.raw_text", 50),
        ),
    ),
)
_COMMUNITY: Final = _part("社区", "u.name", 12)


def tables(reader: Reader, community: bytes | None, *, communities: bool) -> Iterator[TableOut]:
    """Return the sheets that have rows; their rows are read when they are written.

    Args:
        reader: queries that see one state of the register.
        community: whose rows; None takes all, those that belong to no courtyard among them.
        communities: whether the sheets name the community, because names of courtyards alone are ambiguous.
    """
    for roster in ROSTERS:
        tail, parameters = _tail(roster, community)
        if reader.value(f"SELECT 1 {tail} LIMIT 1", parameters) is None:
            continue
        named = communities or _are_without_courtyard(reader, roster, tail, parameters)
        parts = (_COMMUNITY, *roster.parts) if named else roster.parts
        kept = [part for part in parts if part.always or _used(reader, part, tail, parameters)]
        yield TableOut(
            roster.name,
            [part.column for part in kept],
            _rows(
                reader,
                kept,
                f"{tail} ORDER BY u.id NULLS FIRST, c.id NULLS FIRST, {roster.order}",
                parameters,
            ),
            roster.title,
        )


def _tail(roster: Roster, community: bytes | None) -> tuple[str, tuple[Any, ...]]:
    tail = (
        f"FROM {roster.source} LEFT JOIN unit u ON u.id = {roster.unit} "
        f"WHERE {roster.where} AND c.deleted_at IS NULL"
    )
    return (tail, ()) if community is None else (f"{tail} AND {roster.unit} = ?", (community,))


def _are_without_courtyard(reader: Reader, roster: Roster, tail: str, parameters: Sequence[Any]) -> bool:
    """Return whether some row belongs to a community but to no courtyard."""
    return (
        reader.value(f"SELECT 1 {tail} AND c.id IS NULL AND u.id IS NOT NULL LIMIT 1", parameters) is not None
    )


def _used(reader: Reader, part: Part, tail: str, parameters: Sequence[Any]) -> bool:
    filled = part.when or " OR ".join(f"{sql} IS NOT NULL" for sql in part.sql)
    return reader.value(f"SELECT 1 {tail} AND ({filled}) LIMIT 1", parameters) is not None


def _rows(
    reader: Reader, parts: Sequence[Part], tail: str, parameters: Sequence[Any]
) -> Iterator[list[Cell | None]]:
    selected = ", ".join(sql for part in parts for sql in part.sql)
    for batch in reader.batches(f"SELECT {selected} {tail}", parameters, 1000):
        for values in batch:
            row: list[Cell | None] = []
            at = 0
            for part in parts:
                taken = values[at : at + len(part.sql)]
                row.append(part.read(*taken) if part.read is not None else taken[0])
                at += len(part.sql)
            yield row
