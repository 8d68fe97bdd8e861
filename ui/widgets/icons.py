"""Icons of the window: outlines from one font, drawn sharp at every size in the colours of the day.

The outlines are those of QtAwesome's Font Awesome 6, cut out by `tools/icons.py`: loading QtAwesome itself takes
longer than showing the whole window, so it is asked only for a name that has not been cut out.
"""

import json
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPainterPath, QPixmap, QRawFont, QTransform

from services.resources import resource_path
from ui.widgets import style

_UNITS = 512.0


@lru_cache(maxsize=1)
def _font() -> tuple[QRawFont, dict[str, int]]:
    names = json.loads(resource_path("icons/icons.json").read_text(encoding="utf-8"))
    return QRawFont(str(resource_path("icons/icons.ttf")), _UNITS), names


def known(name: str) -> bool:
    """Return whether the outline of this icon was cut out."""
    return name.removeprefix("fa6s.") in _font()[1]


@lru_cache(maxsize=256)
def outline(name: str) -> QPainterPath:
    """Return the outline of an icon in a square of side 1 with its middle at the origin.

    Args:
        name: as QtAwesome writes it: "fa6s.building".

    Raises:
        KeyError: there is no such icon among those cut out.
    """
    font, names = _font()
    glyph = font.glyphIndexesForString(chr(names[name.removeprefix("fa6s.")]))[0]
    path = font.pathForGlyph(glyph)
    box = path.boundingRect()
    side = max(box.width(), box.height(), _UNITS)
    move = QTransform.fromTranslate(-box.center().x(), -box.center().y())
    return QTransform.fromScale(1 / side, 1 / side).map(move.map(path))


def paint(painter: QPainter, rect: QRect, name: str, colour: str) -> None:
    """Draw an icon into the middle of a rectangle.

    Args:
        painter: an active painter.
        rect: where; the icon is as large as its shorter side.
        name: as for `outline`.
        colour: name of a colour of the palette.
    """
    side = min(rect.width(), rect.height())
    middle = QPointF(rect.x() + rect.width() / 2, rect.y() + rect.height() / 2)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(middle)
    painter.scale(side, side)
    painter.fillPath(outline(name), QColor(style.colour(colour)))
    painter.restore()


class _Engine(QIconEngine):
    """Draws one outline whenever Qt asks, so that it is sharp on every screen and follows light and dark."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name = name
        self._colour = colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        faded = mode == QIcon.Mode.Disabled
        paint(painter, rect, self._name, "faint" if faded else self._colour)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(QColor(0, 0, 0, 0))
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._colour)


def icon(name: str, colour: str = "muted") -> QIcon:
    """Return an icon.

    Args:
        name: as QtAwesome writes it: "fa6s.building".
        colour: name of a colour of the palette: "muted", "accent", "on_accent", "warn", "error" …
    """
    if name.startswith("fa6s.") and known(name):
        return QIcon(_Engine(name, colour))
    import qtawesome

    found: Any = qtawesome.icon(name, color=style.colour(colour))
    return QIcon(found)
