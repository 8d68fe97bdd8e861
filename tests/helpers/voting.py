"""Courtyards with dwellings, owners and areas, and meetings of them, for the tests of votes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.ids import RecordId
from services.meetings import attending, ballots, counting, motions, roll
from services.office import Context
from tests.helpers.office import add, committee, courtyard, resident

OWNED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "101": ("100.00", ("甲",)),
    "102": ("80.50", ("乙", "丙")),
    "201": ("60.00", ("甲",)),
    "202": ("59.50", ("丁",)),
}
"""Rooms of a building with area and owners: 甲 has two, 乙 and 丙 share one; 300 m² and three heads."""


def owned_courtyard(
    context: Context, rooms: Mapping[str, tuple[str, tuple[str, ...]]] = OWNED, name: str = "业主院"
) -> RecordId:
    """Add a courtyard of one building whose dwellings have areas in m² and owners by name."""
    yard = courtyard(context, name)
    building = add(context, "buildings", courtyard_id=yard, name="1号楼")
    people: dict[str, bytes] = {}
    for room, (area, owners) in rooms.items():
        home = add(
            context,
            "dwellings",
            courtyard_id=yard,
            building_id=building,
            entrance="1单元",
            room=room,
            area=area,
        )
        for owner in owners:
            if owner not in people:
                people[owner] = resident(context, owner, courtyard_id=yard)
            add(context, "ownerships", dwelling_id=home, resident_id=people[owner])
    return yard


def meeting(
    context: Context, yard: bytes, kind: str = "owners", day: str = "2026-03-01", **more: object
) -> RecordId:
    """Add a meeting, titled by its kind unless `title` is given."""
    named = {"title": f"{kind}会议", **more}
    return add(context, "meetings", courtyard_id=yard, kind=kind, held_on=day, **named)


def representatives(context: Context, yard: bytes, names: Sequence[str], **more: object) -> None:
    """Add representatives in office."""
    for name in names:
        add(context, "representatives", courtyard_id=yard, resident_id=resident(context, name), **more)


def members(context: Context, yard: bytes, names: Sequence[str]) -> None:
    """Add a committee with members."""
    body = committee(context, yard)
    for name in names:
        add(
            context,
            "committee-members",
            committee_id=body,
            resident_id=resident(context, name),
            post="member",
        )


def counted_meeting(context: Context, yard: bytes) -> bytes:
    """Add a meeting with a roll of two, a motion and its count; return the count."""
    held = meeting(context, yard, "other", "2020-9-1")
    first = roll.add(context, held, "周十", "物业").id
    roll.add(context, held, "郑十一", "辖区民警", False)
    attending.mark(context, [first], "present", at="15:00")
    decided = motions.add(context, held, "巡逻排班", "每晚两人。", "hands").id
    ballots.cast_many(context, decided, 1, "", {"for": 1})
    return counting.count(context, decided, checked_by="赵敏").id
