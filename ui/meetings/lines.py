"""How a line of the roll is shown: its state with a word and a tone, from when to when, who represents it."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from models import vocab
from ui.meetings.finding import Entry, Finder, parts_of
from ui.widgets.plain_table import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.meetings.roll import Line

LEFT, PROXY = "left", "proxy"
"""Beside the states of vocab.ATTENDEE_STATE: gone before the end, represented by somebody else."""
STATES: Final = ("expected", "present", PROXY, LEFT, "leave", "absent")
"""Every state a line is shown in, in the order of the filter."""
_LABELS: Final = {PROXY: "委托", LEFT: "已离会"}
TONES: Final[dict[str, Tone]] = {
    "expected": "muted",
    "present": "ok",
    PROXY: "ok",
    LEFT: "warn",
    "leave": "info",
    "absent": "error",
}
"""How each state is drawn."""


def shown_state(line: "Line") -> str:
    """Return the state as it is shown: represented and gone before the end are states of their own."""
    if line.state == "present" and line.left_at:
        return LEFT
    return PROXY if line.state == "present" and line.proxy else line.state


def state_label(state: str) -> str:
    """Return a state in words."""
    return _LABELS.get(state) or vocab.ATTENDEE_STATE.label(state)


def called(line: "Line") -> str:
    """Return a line as it stands in a sentence: 3号楼2单元501 王明."""
    return " ".join(dict.fromkeys(part for part in (line.body, line.name) if part))


def area_told(area: int | None) -> str:
    """Return an area given in 0.01 m² in words: 89.50㎡; "" where none is known."""
    return "" if area is None else f"{area // 100:,}.{area % 100:02d}㎡"


def time_told(line: "Line") -> str:
    """Return from when to when somebody was there."""
    if line.left_at:
        return f"{line.arrived_at or '?'}—{line.left_at}"
    return line.arrived_at


def note_told(line: "Line") -> str:
    """Return who represents a line, what is missing there, and whom it represents."""
    words = [] if line.votes else ["列席"]
    if line.proxy:
        words.append(f"由{line.proxy}代表" + ("" if line.proxy_paper else "，缺委托书"))
    if line.represents:
        words.append(f"受{line.represents}{'户' if line.dwelling_id is not None else '人'}委托")
    if line.note:
        words.append(line.note)
    return "；".join(words)


def counted(lines: "Iterable[Line]") -> dict[str, int]:
    """Return how many heads that vote are in each state, keys as in `STATES`.

    A head with several lines is in the best state of them: one that is there is there.
    """
    order = {state: at for at, state in enumerate((PROXY, LEFT, "leave", "absent", "expected"), 1)}
    best: dict[object, str] = {}
    for line in lines:
        if line.votes:
            state = shown_state(line)
            before = best.get(line.head)
            if before is None or order.get(state, 0) < order.get(before, 0):
                best[line.head] = state
    found = dict.fromkeys(STATES, 0)
    for state in best.values():
        found[state] += 1
    return found


def entry_of(line: "Line") -> Entry:
    """Return a line as it is found by what is typed."""
    door = parts_of(line.body)
    if line.dwelling_id is None:
        door = door if sum(part.isdigit() for part in door) > 1 else ()
    else:
        door = (*parts_of(line.entrance), *parts_of(line.body.removeprefix(line.entrance)))
    return Entry(line.id, line.body, line.name, line.position, door)


def finder_of(lines: "Sequence[Line]", keys: "Mapping[str, tuple[str, ...]]") -> Finder:
    """Return what searches a roll.

    Args:
        lines: the roll.
        keys: pinyin of the names, in full and initials.
    """
    return Finder([entry_of(line) for line in lines], keys)
