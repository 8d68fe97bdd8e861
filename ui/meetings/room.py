"""What the window reads of a meeting that is being held: its roll, what searches it, its quorum."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ui.meetings.finding import Finder
from ui.meetings.lines import finder_of

if TYPE_CHECKING:
    from services.meetings.quorum import Light
    from services.meetings.roll import Roll
    from services.office import Context

Keys = Mapping[str, tuple[str, ...]]
_NO_ROLL = {
    "owners": "一户一行，带专有面积和产权人，从房屋台账里排出来。",
    "households": "一户一行，从住户台账里排出来。",
    "representatives": "在任的居民代表，从居民代表台账里排出来。",
    "committee": "在任的自治组织成员，从自治组织台账里排出来。",
    "joint": "党支部、自治组织、居民代表和列席的分包干部。",
}
_NO_ROLL_ELSE = "按会议类型从台账里排出应到的人；没有的参照上一次同类会议。"


@dataclass(frozen=True, slots=True)
class Room:
    """A meeting that is being held.

    Attributes:
        roll: who belongs to it, with the meeting itself.
        place: courtyard or community, with the kind of the meeting.
        light: whether it may decide.
        finder: searches the roll.
        keys: pinyin of the names on it.
        today: whether it is held today.
    """

    roll: "Roll"
    place: str
    light: "Light"
    finder: Finder
    keys: Keys = field(default_factory=dict)
    today: bool = False

    @property
    def unit(self) -> str:
        """Measure word of a head: 人, or 户 where households are counted."""
        return self.roll.counted

    @property
    def roll_told(self) -> str:
        """What the roll of such a meeting will be drawn up from."""
        return _NO_ROLL.get(self.roll.kind, _NO_ROLL_ELSE)


def read(context: "Context", meeting_id: bytes, known: Keys) -> Room:
    """Return a meeting that is being held, on the reader's thread.

    Args:
        context: the office.
        meeting_id: the meeting.
        known: pinyin of names that were read before.

    Raises:
        NotFound: it is gone.
    """
    from services.meetings import quorum, roll
    from services.name_keys import name_keys
    from services.records import read as read_record

    found = roll.read(context, meeting_id)
    names = {line.name for line in found.lines}
    keys = {**known, **name_keys(names - known.keys())}
    record = read_record(context, "meetings", meeting_id)
    return Room(
        found,
        record.subtitle,
        quorum.light(context, meeting_id),
        finder_of(found.lines, keys),
        keys,
        found.held_on == context.today().isoformat(),
    )


def read_light(context: "Context", meeting_id: bytes) -> "Light":
    """Return only whether a meeting may decide, on the reader's thread."""
    from services.meetings import quorum

    return quorum.light(context, meeting_id)
