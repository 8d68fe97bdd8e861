"""Icons of the window: outlines from one font, drawn sharp at every size in the colours of the day.

The outlines are those of the Font Awesome 6 that QtAwesome brings. Its font file is read here directly:
importing QtAwesome itself takes longer than showing the whole window.
"""

import json
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPainterPath, QPixmap, QRawFont, QTransform

from models.errors import EnvironmentFault
from services.resources import library_folder
from ui.widgets import style

_UNITS = 512.0


@lru_cache(maxsize=1)
def _font() -> tuple[QRawFont, dict[str, int]]:
    folder = library_folder("qtawesome", "fonts")
    if folder is None:
        raise EnvironmentFault("图标文件缺失，程序没有装完整。请重新安装本程序。")
    names = json.loads(next(folder.glob("fontawesome6-solid-*.json")).read_text(encoding="utf-8"))
    font = QRawFont(str(next(folder.glob("fontawesome6-solid-*.ttf"))), _UNITS)
    return font, {name: int(code, 16) for name, code in names.items()}


@lru_cache(maxsize=256)
def outline(name: str) -> QPainterPath:
    """Return the outline of an icon in a square of side 1 with its middle at the origin.

    Args:
        name: as QtAwesome writes it: "fa6s.building".

    Raises:
        KeyError: there is no such icon.
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
        # wider than high: the rest is the gap before the words of a button
        square = QRect(rect.x(), rect.y(), min(rect.width(), rect.height()), rect.height())
        paint(painter, square, self._name, "faint" if faded else self._colour)

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
    return QIcon(_Engine(name, colour))
