"""In which form a sheet is put out: paper, lying or standing, large print, dates of a plaque."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from ui.widgets import style
from ui.widgets.chooser import Chooser

if TYPE_CHECKING:
    from services.documents.forms import Form

_PAPERS = (
    ("a4", "A4"),
    ("a3", "A3"),
    ("a3 tiles", "A3，用 2 张 A4 拼"),
    ("a2 tiles", "A2，用 4 张 A4 拼"),
)
_SWITCHES = (("landscape", "横放"), ("large", "大字版"), ("plaque", "牌匾日期"))
_TIPS = {
    "landscape": "纸横过来放",
    "large": "正文用二号字，方便老年人看；一张放不下就接到下一张",
    "plaque": "落款日期写成二〇二〇年八月三日",
}


class FormChoice(QWidget):
    """Paper and switches.

    Signals:
        chosen: somebody chose another form.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(style.px(6))
        grid.setColumnStretch(len(_SWITCHES), 1)
        self.paper = Chooser()
        self.paper.setAccessibleName("纸张")
        for code, text in _PAPERS:
            self.paper.addItem(text, code)
        self.paper.activated.connect(lambda _: self.chosen.emit())
        label = QLabel("纸张(&A)")
        label.setBuddy(self.paper)
        grid.addWidget(label, 0, 0)
        grid.addWidget(self.paper, 0, 1, 1, len(_SWITCHES))
        self.switches: dict[str, QCheckBox] = {}
        for column, (code, text) in enumerate(_SWITCHES):
            box = self.switches[code] = QCheckBox(text)
            box.setToolTip(_TIPS[code])
            box.clicked.connect(lambda _: self.chosen.emit())
            grid.addWidget(box, 1, column)

    @property
    def form(self) -> "Form":
        """The form that is chosen."""
        from services.documents.forms import Form

        code: str = self.paper.currentData()
        switches = {name: box.isChecked() for name, box in self.switches.items()}
        return Form(
            "a2" if code.startswith("a2") else "a3" if code.startswith("a3") else "a4",
            tiled=code.endswith("tiles"),
            **switches,
        )

    def kept(self) -> dict[str, Any]:
        """Return the choice as plain data, to be remembered."""
        switches = {name: box.isChecked() for name, box in self.switches.items()}
        return {"paper": self.paper.currentData(), **switches}

    def restore(self, kept: object) -> None:
        """Choose what was remembered; what is not understood is left as it is."""
        if not isinstance(kept, dict):
            return
        at = self.paper.findData(kept.get("paper"))
        if at >= 0:
            self.paper.setCurrentIndex(at)
        for name, box in self.switches.items():
            box.setChecked(kept.get(name) is True)
