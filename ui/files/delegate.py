"""How one file looks in the list: its picture, two lines of its caption, and whether it is the cover."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPixmap, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.widgets import icons, style

PICTURE = (144, 104)
CELL = (156, 166)
COVER_ROLE = Qt.ItemDataRole.UserRole
"""Whether the file is the cover of its record."""
ICON_ROLE = Qt.ItemDataRole.UserRole + 1
"""Name of the icon that stands for a file without a picture."""
_LINES = 2
_State = QStyle.StateFlag


class FileDelegate(QStyledItemDelegate):
    """Draws one file into a cell that is the same for all of them."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the size of a cell."""
        return QSize(style.px(CELL[0]), style.px(CELL[1]))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw ground, picture and caption."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rect: QRect = option.rect.adjusted(2, 2, -2, -2)  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        ground = "selection" if state & _State.State_Selected else "hover"
        if state & (_State.State_Selected | _State.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(style.colour(ground)))
            painter.drawRoundedRect(rect, style.px(6), style.px(6))
        if state & _State.State_HasFocus:
            painter.setPen(QPen(QColor(style.colour("accent")), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, style.px(6), style.px(6))
        place = QRect(0, rect.top() + style.px(8), style.px(PICTURE[0]), style.px(PICTURE[1]))
        place.moveLeft(rect.center().x() - place.width() // 2)
        _paint_picture(painter, place, index)
        words = QRect(place.left(), place.bottom() + style.px(6), place.width(), style.px(44))
        painter.setPen(QColor(style.colour("text")))
        painter.setFont(option.font)  # type: ignore[attr-defined]
        _paint_words(painter, words, str(index.data()))
        painter.restore()


def _paint_picture(painter: QPainter, place: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
    picture = index.data(Qt.ItemDataRole.DecorationRole)
    if isinstance(picture, QPixmap) and not picture.isNull():
        size = picture.deviceIndependentSize().toSize()
        if size.width() > place.width() or size.height() > place.height():
            size.scale(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
        shown = QRect(place.topLeft(), size)
        shown.moveCenter(place.center())
        painter.drawPixmap(shown, picture)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(style.colour("skeleton")))
        painter.drawRoundedRect(place, style.px(4), style.px(4))
        side = style.px(40)
        middle = QRect(0, 0, side, side)
        middle.moveCenter(place.center())
        icons.paint(painter, middle, index.data(ICON_ROLE), "muted")
        shown = place
    if index.data(COVER_ROLE):
        _paint_badge(painter, shown)


def _paint_badge(painter: QPainter, picture: QRect) -> None:
    text = "封面"
    font = style.font("small")
    metrics = QFontMetrics(font)
    badge = QRectF(picture.topLeft(), QSize(metrics.horizontalAdvance(text) + style.px(10), style.px(20)))
    badge.translate(style.px(4), style.px(4))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(style.colour("accent")))
    painter.drawRoundedRect(badge, style.px(4), style.px(4))
    painter.setPen(QColor(style.colour("on_accent")))
    painter.setFont(font)
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)


def _paint_words(painter: QPainter, rect: QRect, text: str) -> None:
    """Draw at most two lines; what does not fit ends in dots."""
    layout = QTextLayout(text, painter.font())
    option = QTextOption(Qt.AlignmentFlag.AlignHCenter)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(rect.width())
        lines.append((line.textStart(), line.textLength()))
    layout.endLayout()
    metrics = painter.fontMetrics()
    for number, (start, length) in enumerate(lines[:_LINES]):
        last = number == _LINES - 1 and len(lines) > _LINES
        part = text[start:] if last else text[start : start + length]
        part = metrics.elidedText(part, Qt.TextElideMode.ElideMiddle, rect.width()) if last else part.strip()
        across = rect.left() + (rect.width() - metrics.horizontalAdvance(part)) / 2
        down = rect.top() + metrics.ascent() + number * metrics.lineSpacing()
        painter.drawText(QPointF(across, down), part)
