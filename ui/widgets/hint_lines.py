"""What the rules say, drawn: an icon for the level, the sentence, and the source in muted words."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from ui.widgets import icons, style

if TYPE_CHECKING:
    from models.rules.base import Hint

_LEVELS = {
    "block": ("fa6s.circle-xmark", "error"),
    "warn": ("fa6s.triangle-exclamation", "warn"),
    "info": ("fa6s.circle-info", "info"),
}
_TOP = Qt.AlignmentFlag.AlignTop


def hint_box(hints: "Sequence[Hint]") -> QFrame:
    """Return a box with what the rules say about a whole record, the gravest first."""
    ordered = _ordered(hints)
    box = QFrame()
    box.setProperty("box", _LEVELS[ordered[0].level][1])
    box.setAccessibleName("规则提示")
    grid = QGridLayout(box)
    grid.setContentsMargins(style.px(12), style.px(8), style.px(12), style.px(8))
    grid.setVerticalSpacing(style.px(4))
    _fill(grid, ordered)
    return box


def hint_lines(hints: "Sequence[Hint]", name: str) -> QWidget:
    """Return what the rules say about one field, to stand below it.

    Args:
        hints: at least one.
        name: accessible name.
    """
    place = QWidget()
    place.setAccessibleName(name)
    grid = QGridLayout(place)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(style.px(5))
    grid.setVerticalSpacing(style.px(2))
    _fill(grid, _ordered(hints), small=True)
    return place


def _ordered(hints: "Sequence[Hint]") -> "list[Hint]":
    order = list(_LEVELS)
    return sorted(hints, key=lambda hint: order.index(hint.level))


def _fill(grid: QGridLayout, hints: "Sequence[Hint]", *, small: bool = False) -> None:
    grid.setColumnStretch(1, 1)
    side = style.px(12 if small else 15)
    for row, hint in enumerate(hints):
        icon, colour = _LEVELS[hint.level]
        mark = QLabel()
        mark.setPixmap(icons.icon(icon, colour).pixmap(side, side))
        muted = style.colour("muted")
        text = QLabel(f"{escape(hint.message)}<span style='color:{muted}'>　{escape(hint.source)}</span>")
        text.setTextFormat(Qt.TextFormat.RichText)
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if small:
            text.setProperty("role", "hint")
        grid.addWidget(mark, row, 0, _TOP)
        grid.addWidget(text, row, 1)
