"""Which courtyards and buildings have a Party organisation, committee, team, cadre, head (policy 2.1-2.5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from models import vocab
from models.db.reading import Reader

State = Literal["yes", "partly", "because", "no"]
"""There is one; for some of the buildings only; none yet, with the reason; none."""
_SEVERAL = 3
"""Names shown of what a courtyard has several of."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing a courtyard or building should have: whether it has it, in words."""

    state: State
    text: str

    @property
    def is_there(self) -> bool:
        """Whether it counts as covered; in part counts too."""
        return self.state in ("yes", "partly")


@dataclass(frozen=True, slots=True)
class CourtyardCoverage:
    """What one courtyard has."""

    id: bytes
    name: str
    unit_id: bytes | None
    community: str
    party: Part
    committee: Part
    team: Part
    cadre: Part
    head: Part

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts in the order they are shown."""
        return (self.party, self.committee, self.team, self.cadre, self.head)


@dataclass(frozen=True, slots=True)
class BuildingCoverage:
    """What one building has."""

    id: bytes
    name: str
    courtyard_id: bytes
    courtyard: str
    unit_id: bytes | None
    party: Part
    head: Part

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts in the order they are shown."""
        return (self.party, self.head)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many courtyards of a community have what policy 2.1 to 2.3 asks for."""

    community: str
    courtyards: int
    party: int
    committee: int
    team: int


@dataclass(slots=True)
class PartyCover:
    """The Party organisations that cover a courtyard: the whole of it, or buildings of it.

    Attributes:
        whole: names of those that cover all of it.
        groups: names of building groups that do not say which building they stand for.
        buildings: names by building.
    """

    whole: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    buildings: dict[bytes, list[str]] = field(default_factory=dict)

    def of_building(self, building_id: bytes) -> tuple[str, ...]:
        """Return who covers a building, the nearest first, each once."""
        return tuple(dict.fromkeys([*self.buildings.get(building_id, ()), *self.whole]))


# Own courtyard; courtyards and buildings covered beside it; buildings whose group leader is in post.
_PARTY = (
    "SELECT p.courtyard_id, NULL, CASE WHEN p.kind = 'building_group' THEN 0 ELSE 1 END, p.name "
    "FROM party_organisation p WHERE p.courtyard_id IS NOT NULL AND p.deleted_at IS NULL ORDER BY p.id",
    "SELECT v.courtyard_id, v.building_id, 1, p.name FROM party_coverage v "
    "JOIN party_organisation p ON p.id = v.party_organisation_id "
    "WHERE v.deleted_at IS NULL AND p.deleted_at IS NULL ORDER BY v.id",
    "SELECT b.courtyard_id, b.id, 1, p.name FROM appointment a JOIN building b ON b.id = a.building_id "
    "JOIN party_organisation p ON p.id = a.party_organisation_id WHERE a.until IS NULL "
    "AND a.deleted_at IS NULL AND b.deleted_at IS NULL AND p.deleted_at IS NULL ORDER BY a.id",
)


def party_cover(reader: Reader) -> dict[bytes, PartyCover]:
    """Return which Party organisations cover what, by courtyard (policy 2.1a).

    A courtyard is covered by an organisation of its own, by one that names it in its coverage, and in part
    by groups of its buildings.
    """
    found: dict[bytes, PartyCover] = {}
    for sql in _PARTY:
        for courtyard_id, building_id, whole, name in reader.all(sql):
            cover = found.setdefault(courtyard_id, PartyCover())
            if building_id is not None:
                cover.buildings.setdefault(building_id, []).append(name)
            else:
                (cover.whole if whole else cover.groups).append(name)
    return found


def building_heads(reader: Reader) -> dict[bytes, list[str]]:
    """Return the names of the building heads in post, by building."""
    return _names(
        reader,
        "SELECT a.building_id, r.name FROM appointment a JOIN resident r ON r.id = a.resident_id "
        "WHERE a.building_id IS NOT NULL AND a.post = 'building_head' AND a.until IS NULL "
        "AND a.deleted_at IS NULL ORDER BY a.id",
    )


def courtyards(reader: Reader) -> tuple[CourtyardCoverage, ...]:
    """Return what every courtyard has, by community and name; a handful of queries however many there are."""
    cover, totals = party_cover(reader), _building_counts(reader)
    committees = _names(
        reader, "SELECT courtyard_id, kind FROM committee WHERE deleted_at IS NULL ORDER BY id"
    )
    teams = _names(
        reader, "SELECT courtyard_id, name FROM volunteer_team WHERE deleted_at IS NULL ORDER BY id"
    )
    cadres = _names(
        reader,
        "SELECT courtyard_id, name FROM cadre_assignment WHERE until IS NULL AND deleted_at IS NULL "
        "ORDER BY id",
    )
    heads = _names(
        reader,
        "SELECT a.courtyard_id, r.name FROM appointment a JOIN resident r ON r.id = a.resident_id "
        "WHERE a.courtyard_id IS NOT NULL AND a.post = 'courtyard_head' AND a.until IS NULL "
        "AND a.deleted_at IS NULL ORDER BY a.id",
    )
    rows = reader.all(
        "SELECT c.id, c.name, c.unit_id, u.name, c.no_party_reason, c.no_committee_reason "
        "FROM courtyard c LEFT JOIN unit u ON u.id = c.unit_id WHERE c.deleted_at IS NULL "
        "ORDER BY CASE WHEN u.name_key IS NULL THEN 1 ELSE 0 END, u.name_key, u.id, c.name_key, c.id"
    )
    return tuple(
        CourtyardCoverage(
            record_id,
            name,
            unit_id,
            community or "未定社区",
            _party(cover.get(record_id), totals.get(record_id, 0), no_party),
            _part([vocab.COMMITTEE_KIND.label(kind) for kind in committees.get(record_id, ())], no_committee),
            _part(teams.get(record_id, ())),
            _part(cadres.get(record_id, ())),
            _part(heads.get(record_id, ())),
        )
        for record_id, name, unit_id, community, no_party, no_committee in rows
    )


def buildings(reader: Reader) -> tuple[BuildingCoverage, ...]:
    """Return which Party organisation covers each building and who heads it, by courtyard and name."""
    cover, heads = party_cover(reader), building_heads(reader)
    rows = reader.all(
        "SELECT b.id, b.name, c.id, c.name, c.unit_id, c.no_party_reason FROM building b "
        "JOIN courtyard c ON c.id = b.courtyard_id LEFT JOIN unit u ON u.id = c.unit_id "
        "WHERE b.deleted_at IS NULL AND c.deleted_at IS NULL "
        "ORDER BY CASE WHEN u.name_key IS NULL THEN 1 ELSE 0 END, u.name_key, u.id, c.name_key, c.id, "
        "b.name_key, b.id"
    )
    return tuple(
        BuildingCoverage(
            record_id,
            name,
            courtyard_id,
            courtyard,
            unit_id,
            _part(_of_building(cover.get(courtyard_id), record_id), no_party),
            _part(heads.get(record_id, ())),
        )
        for record_id, name, courtyard_id, courtyard, unit_id, no_party in rows
    )


def by_community(lines: Iterable[CourtyardCoverage]) -> tuple[Coverage, ...]:
    """Return how many courtyards of each community have what, in the order of the lines."""
    groups: dict[bytes | None, list[CourtyardCoverage]] = {}
    for line in lines:
        groups.setdefault(line.unit_id, []).append(line)
    return tuple(
        Coverage(
            group[0].community,
            len(group),
            sum(each.party.is_there for each in group),
            sum(each.committee.is_there for each in group),
            sum(each.team.is_there for each in group),
        )
        for group in groups.values()
    )


def _of_building(cover: PartyCover | None, building_id: bytes) -> tuple[str, ...]:
    return () if cover is None else cover.of_building(building_id)


def _building_counts(reader: Reader) -> dict[bytes, int]:
    rows = reader.all(
        "SELECT courtyard_id, count(*) FROM building WHERE deleted_at IS NULL GROUP BY courtyard_id"
    )
    return {courtyard_id: int(count) for courtyard_id, count in rows}


def _names(reader: Reader, sql: str) -> dict[bytes, list[str]]:
    found: dict[bytes, list[str]] = {}
    rows: list[tuple[Any, ...]] = reader.all(sql)
    for key, name in rows:
        found.setdefault(key, []).append(name)
    return found


def _part(names: Sequence[str], reason: str | None = None) -> Part:
    if names:
        shown = "、".join(names[:_SEVERAL])
        return Part("yes", f"{shown}等{len(names)}个" if len(names) > _SEVERAL else shown)
    return Part("because", f"无（{reason}）") if reason else Part("no", "无")


def _party(cover: PartyCover | None, all_buildings: int, reason: str | None) -> Part:
    """Return the Party organisation of a courtyard; groups of some of its buildings cover it in part."""
    if cover is None:
        return _part((), reason)
    if cover.whole:
        return _part(list(dict.fromkeys(cover.whole)))
    covered = len(cover.buildings)
    if all_buildings and covered >= all_buildings:
        return Part("yes", f"楼栋党小组（{covered}栋）")
    where = f"{covered}/{all_buildings}栋" if covered else "未写明楼栋"
    return Part("partly", f"部分：楼栋党小组（{where}）")
