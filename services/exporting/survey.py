"""The survey sheet of an exported register: a row a courtyard, in the columns of the office's own."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, Final

from models import vocab
from models.db.reading import Reader
from services.excel import Cell, ColumnOut
from services.exporting.cells import count_cell, day_cell
from services.shown import show

_Row = Sequence[Cell | None]

_COLUMNS: Final = (
    ColumnOut("序号", 6),
    ColumnOut("社区", 12),
    ColumnOut("楼院名称", 22),
    ColumnOut("详细地址", 24),
    ColumnOut("建成年份", 10),
    ColumnOut("楼栋数", 8),
    ColumnOut("单元数", 8),
    ColumnOut("总户数", 9),
    ColumnOut("常住人口", 9),
    ColumnOut("总数", 7, above="党员情况"),
    ColumnOut("正式党员", 7, above="党员情况"),
    ColumnOut("其中：在职党员", 9, above="党员情况"),
    ColumnOut("名称", 24, above="党组织"),
    ColumnOut("类型", 14, above="党组织"),
    ColumnOut("书记", 10, above="党组织"),
    ColumnOut("联系电话", 15, above="党组织", hidden="phone"),
    ColumnOut("成立时间", 14, "date", above="党组织"),
    ColumnOut("楼院长", 10),
    ColumnOut("形式", 13, above="居民自治组织"),
    ColumnOut("人数", 7, above="居民自治组织"),
    ColumnOut("主任", 10, above="居民自治组织"),
    ColumnOut("成立时间", 14, "date", above="居民自治组织"),
    ColumnOut("届期(年)", 7, above="居民自治组织"),
    ColumnOut("方式", 15, above="物业服务"),
    ColumnOut("服务单位", 20, above="物业服务"),
    ColumnOut("收费标准\n(元/㎡·月)", 13, above="物业服务"),
    ColumnOut("消防通道", 7, above="基础设施"),
    ColumnOut("门禁", 7, above="基础设施"),
    ColumnOut("照明", 7, above="基础设施"),
    ColumnOut("充电设施", 7, above="基础设施"),
    ColumnOut("垃圾分类", 7, above="基础设施"),
    ColumnOut("姓名", 10, above="分包干部"),
    ColumnOut("单位及职务", 22, above="分包干部"),
    ColumnOut("联系电话", 15, above="分包干部", hidden="phone"),
    ColumnOut("联建支部", 22),
    ColumnOut("备注", 24, "wrap"),
)
FURTHER: Final = (
    ("code", ColumnOut("楼院编码", 12)),
    ("service_station", ColumnOut("党群服务站", 18)),
    ("no_party_reason", ColumnOut("未建党组织原因", 20)),
    ("no_committee_reason", ColumnOut("未成立自治组织原因", 20)),
    ("import_note", ColumnOut("导入备注", 30, "wrap")),
)
"""What the office's sheet has no column for, and the import reads; written where a courtyard has it."""
_FIELDS: Final = (
    "id", "name", "address", "built_year", "built_text", "building_count", "entrance_count",
    "household_count", "household_about", "resident_count", "resident_about", "party_total", "party_full",
    "party_working", "fire_lane", "access_control", "lighting", "charging", "waste_sorting", "note",
    *(name for name, _ in FURTHER),
)  # fmt: skip
_FACILITIES: Final = ("fire_lane", "access_control", "lighting", "charging", "waste_sorting")
_PARTY, _COMMITTEE, _SERVICE, _CADRE = (None,) * 5, (None,) * 5, (None,) * 3, (None,) * 3
_HOLDER = (
    "(SELECT r.name FROM appointment a JOIN resident r ON r.id = a.resident_id WHERE {owner} "
    "AND a.post IN ({posts}) AND a.until IS NULL AND a.deleted_at IS NULL ORDER BY a.id LIMIT 1)"
)


class Survey:
    """The courtyards of a register with everything the survey sheet says of them.

    Args:
        reader: queries that see one state of the register.
        scope: condition on the courtyard `c` with its parameters.
    """

    def __init__(self, reader: Reader, scope: tuple[str, tuple[Any, ...]]) -> None:
        self._reader = reader
        self._scope = scope
        where, parameters = scope
        fields = ", ".join(f"c.{name}" for name in _FIELDS)
        # as they came: the order the office knows; who has no community stands before all who have
        rows = reader.all(
            f"SELECT u.name, {fields} FROM courtyard c LEFT JOIN unit u ON u.id = c.unit_id "
            f"WHERE c.deleted_at IS NULL AND {where} ORDER BY u.id IS NOT NULL, u.id, c.id",
            parameters,
        )
        names = ("community", *_FIELDS)
        self.courtyards: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in rows]
        self._further = [
            (name, column) for name, column in FURTHER if any(each[name] for each in self.courtyards)
        ]

    @property
    def columns(self) -> tuple[ColumnOut, ...]:
        """The columns of the office's sheet, and those beyond that some courtyard needs."""
        return (*_COLUMNS, *(column for _, column in self._further))

    def rows(self) -> Iterator[_Row]:
        """Return the rows; a courtyard with several organisations of a kind continues below its first row."""
        parties, committees = self._parties(), self._committees()
        services, cadres, pairings = self._services(), self._cadres(), self._pairings()
        heads = self._heads()
        for number, yard in enumerate(self.courtyards, 1):
            key = yard["id"]
            parts = zip_longest(
                parties[key] or [_PARTY], committees[key], services[key], cadres[key], pairings[key]
            )
            for at, (party, committee, service, cadre, pairing) in enumerate(parts):
                place = (number if at == 0 else None, yard["community"], yard["name"])
                own, facilities, last = _own(yard) if at == 0 else ((None,) * 9, (None,) * 5, (None,))
                yield (
                    *place, *own, *(party or _PARTY), heads.get(key) if at == 0 else None,
                    *(committee or _COMMITTEE), *(service or _SERVICE), *facilities, *(cadre or _CADRE),
                    pairing, *last, *(yard[name] if at == 0 else None for name, _ in self._further),
                )  # fmt: skip

    def _below(self, sql: str, alias: str) -> Iterator[tuple[Any, ...]]:
        """Return rows of what belongs to the courtyards; the first value is the courtyard."""
        where, parameters = self._scope
        yield from self._reader.all(
            f"{sql} JOIN courtyard c ON c.id = {alias}.courtyard_id WHERE {alias}.deleted_at IS NULL "
            f"AND c.deleted_at IS NULL AND {where}{_CURRENT.get(alias, '')} ORDER BY {alias}.id",
            parameters,
        )

    def _parties(self) -> dict[bytes, list[_Row]]:
        holder = _HOLDER.format(owner="a.party_organisation_id = p.id", posts="'secretary', 'group_leader'")
        found: dict[bytes, list[_Row]] = defaultdict(list)
        for key, name, kind, leader, phone, founded in self._below(
            f"SELECT p.courtyard_id, p.name, p.kind, {holder}, p.phone, p.founded FROM party_organisation p",
            "p",
        ):
            found[key].append((name, vocab.PARTY_KIND.label(kind), leader, phone, day_cell(founded)))
        return found

    def _committees(self) -> dict[bytes, list[_Row]]:
        director = (
            "(SELECT r.name FROM committee_member m JOIN resident r ON r.id = m.resident_id "
            "WHERE m.committee_id = k.id AND m.post = 'director' AND m.until IS NULL "
            "AND m.deleted_at IS NULL ORDER BY m.id LIMIT 1)"
        )
        found: dict[bytes, list[_Row]] = defaultdict(list)
        for key, kind, seats, leader, founded, years in self._below(
            f"SELECT k.courtyard_id, k.kind, k.seats, {director}, k.founded, k.term_years FROM committee k",
            "k",
        ):
            found[key].append((vocab.COMMITTEE_KIND.label(kind), seats, leader, day_cell(founded), years))
        return found

    def _services(self) -> dict[bytes, list[_Row]]:
        found: dict[bytes, list[_Row]] = defaultdict(list)
        for key, mode, provider, mills, unit in self._below(
            "SELECT s.courtyard_id, s.mode, s.provider, s.charge_mills, s.charge_unit "
            "FROM property_service s",
            "s",
        ):
            if not found[key]:  # a sheet has room for one, and the import knows one
                found[key].append((vocab.PROPERTY_MODE.label(mode), provider, _charge(mills, unit)))
        return found

    def _cadres(self) -> dict[bytes, list[_Row]]:
        found: dict[bytes, list[_Row]] = defaultdict(list)
        for key, *cadre in self._below(
            "SELECT g.courtyard_id, g.name, g.title, g.phone FROM cadre_assignment g", "g"
        ):
            found[key].append(cadre)
        return found

    def _pairings(self) -> dict[bytes, list[str]]:
        found: dict[bytes, list[str]] = defaultdict(list)
        for key, name in self._below("SELECT j.courtyard_id, j.partner_name FROM pairing j", "j"):
            found[key].append(name)
        return found

    def _heads(self) -> dict[bytes, str | None]:
        holder = _HOLDER.format(
            owner="a.courtyard_id = c.id AND a.party_organisation_id IS NULL", posts="'courtyard_head'"
        )
        where, parameters = self._scope
        return dict(
            self._reader.all(
                f"SELECT c.id, {holder} FROM courtyard c WHERE c.deleted_at IS NULL AND {where}", parameters
            )
        )


_CURRENT: Final = {alias: f" AND {alias}.until IS NULL" for alias in ("s", "g", "j")}
"""Of property services, cadres and pairings those that go on."""


def _own(yard: dict[str, Any]) -> tuple[_Row, _Row, _Row]:
    """Return what the sheet says of the courtyard itself: figures, facilities, note."""
    figures = (
        yard["address"],
        yard["built_text"] or yard["built_year"],
        yard["building_count"],
        yard["entrance_count"],
        count_cell(yard["household_count"], yard["household_about"]),
        count_cell(yard["resident_count"], yard["resident_about"]),
        yard["party_total"],
        yard["party_full"],
        yard["party_working"],
    )
    return figures, [vocab.FACILITY.label(yard[name]) for name in _FACILITIES], (yard["note"],)


def _charge(mills: int | None, unit: str | None) -> Cell | None:
    """Return a charge: a number where it is in the unit of the heading, else with its unit."""
    if mills is None:
        return None
    return mills / 1000 if unit == "sqm_month" else show(mills, "charge", companion=unit)
