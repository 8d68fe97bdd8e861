"""The quorum light, of heads and of areas where owners vote: a word, a colour, and the rule behind it."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.meetings.lines import area_told
from ui.widgets import icons, style

if TYPE_CHECKING:
    from services.meetings.quorum import Light

_SIDE = 16


class Lamp(QWidget):
    """One light: an icon, a word, how many there are of how many.

    Args:
        noun: what is counted: 人数, 面积.
    """

    def __init__(self, noun: str) -> None:
        super().__init__()
        self._noun = noun
        self.icon = QLabel()
        self.text = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(style.px(6))
        row.addWidget(self.icon)
        row.addWidget(self.text)
        row.addStretch(1)

    def show_figures(self, due: str, present: str, need: str, *, met: bool, asked: bool) -> None:
        """Show how many are there.

        Args:
            due: how many belong to it.
            present: how many are there.
            need: how many have to be.
            met: whether they are.
            asked: whether the rule asks for a share at all.
        """
        name, colour, word = (
            ("fa6s.circle-check", "ok", "达到") if met else ("fa6s.circle-xmark", "error", "不足")
        )
        if not asked:
            name, colour, word = "fa6s.circle-info", "muted", ""
        side = style.px(_SIDE)
        self.icon.setPixmap(icons.icon(name, colour).pixmap(side, side))
        least = f"，至少{need}" if asked else ""
        self.text.setText(f"<b>{self._noun}{word}</b>　到会{present} / 应到{due}{least}")
        self.setAccessibleName(f"{self._noun}{word}：到会{present}，应到{due}{least}")


class LightBar(QFrame):
    """Both lights with the sentence of the rule below them.

    Args:
        parent: where it stands.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heads, self.area = Lamp("人数"), Lamp("面积")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setProperty("role", "muted")
        self.words.setAccessibleName("到会规定")
        lamps = QHBoxLayout()
        lamps.setSpacing(style.px(24))
        lamps.addWidget(self.heads)
        lamps.addWidget(self.area)
        lamps.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(2))
        column.addLayout(lamps)
        column.addWidget(self.words)

    def show_light(self, light: "Light", unit: str = "人") -> None:
        """Show the light of a meeting.

        Args:
            light: as the rule has it.
            unit: measure word of a head.
        """
        need = light.need_heads
        met = need is None or light.heads_present >= need
        self.heads.show_figures(
            f"{light.heads_due}{unit}",
            f"{light.heads_present}{unit}",
            f"{need}{unit}",
            met=met,
            asked=need is not None,
        )
        self.area.setVisible(light.area_due is not None)
        if light.area_due is not None:
            wanted, present = light.need_area, light.area_present or 0
            self.area.show_figures(
                area_told(light.area_due),
                area_told(present),
                area_told(wanted),
                met=wanted is None or present >= wanted,
                asked=wanted is not None,
            )
        article = f"（{light.article}）" if light.article and light.article not in light.words else ""
        self.words.setText(f"{light.words}{article}")

    def show_compact(self, compact: bool) -> None:
        """Leave out the sentence where there is little room; it stays in the tool tip."""
        self.words.setVisible(not compact)
        self.setToolTip(self.words.text() if compact else "")
