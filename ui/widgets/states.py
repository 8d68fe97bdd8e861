"""How the state of something owed is shown: a word, an icon and a colour, the same everywhere."""

from typing import Final

from ui.widgets.plain_table import Tone

ICONS: Final = {
    "overdue": ("fa6s.circle-xmark", "error"),
    "due": ("fa6s.circle-exclamation", "warn"),
    "soon": ("fa6s.clock", "info"),
    "done": ("fa6s.circle-check", "ok"),
    "off": ("fa6s.minus", "muted"),
}
"""Icon and colour of each state (vocab.OBLIGATION_STATE), and of what is switched off."""
TONES: Final[dict[str, Tone]] = {"overdue": "error", "due": "warn", "soon": "info", "done": "ok"}
"""The same for tables of plain rows."""
WORST_FIRST: Final = ("overdue", "due", "soon", "done")
"""States in the order in which they want attention."""


def worst(states: "set[str] | frozenset[str] | tuple[str, ...]") -> str:
    """Return the state that wants attention most, "" for none."""
    return next((state for state in WORST_FIRST if state in states), "")
