"""The print panel: printer, pages, copies, sides, colour, paper, size; mistakes are told beside the field."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from models.errors import InvalidInput
from services.page_ranges import read_copies, read_pages, read_per_cent
from ui.widgets import icons, style
from ui.widgets.chooser import Chooser
from ui.widgets.paper import PrintSettings, is_cut, paper_size, sides

if TYPE_CHECKING:
    from ui.printing import Abilities, Device, Wanted

_DUPLEX = (("one", "单面"), ("long", "双面（长边翻页）"), ("short", "双面（短边翻页）"))
_COLOURS = ((True, "彩色"), (False, "黑白"))
_SCALES = (("actual", "实际大小"), ("fit", "按纸张缩放"), ("custom", "自定比例"))
_WIDTH = 480


class PrintDialog(QDialog):
    """The panel.

    Args:
        wanted: what shall be printed.
        devices: the printers there are; without any it says so and offers a PDF.
        name: the printer to begin with; the usual one when there is none of this name.
        how: the settings to begin with.
        can_save: whether a PDF can be saved instead.
        parent: the window it belongs to.

    Signals:
        save_wanted: a PDF is wanted instead.
    """

    save_wanted = Signal()

    def __init__(
        self,
        wanted: "Wanted",
        devices: "Sequence[Device]",
        name: str,
        how: PrintSettings,
        *,
        can_save: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._wanted = wanted
        self._devices = tuple(devices)
        self._can: Abilities | None = None
        self._problems: dict[str, QLabel] = {}
        self.setWindowTitle("打印")
        self.setMinimumWidth(style.px(_WIDTH))
        self._make_fields(how)
        self._make_buttons(can_save)
        self._lay_out()
        self._connect()
        usual = next((each.name for each in self._devices if each.usual), "")
        names = [each.name for each in self._devices]
        self.printer.setCurrentIndex(names.index(name) if name in names else self.printer.findText(usual))
        if names and self.printer.currentIndex() < 0:
            self.printer.setCurrentIndex(0)
        self._printer_chosen()
        (self.copies if names else self.save_button).setFocus()

    # building

    def _make_fields(self, how: PrintSettings) -> None:
        self.printer = _box("打印机", [(each, each.name) for each in self._devices], None)
        self.printer.setPlaceholderText("没有打印机")
        self.all_pages = QRadioButton("全部")
        self.this_page = QRadioButton(f"当前页（第{self._wanted.page + 1}页）")
        self.some_pages = QRadioButton("页码")
        self.all_pages.setChecked(True)
        self.pages = _line("页码", "例如 1-3,5", "")
        self.copies = _line("份数", "", "1")
        self.collate = QCheckBox("逐份打印")
        self.collate.setToolTip("印完整的一份，再印下一份；不选就每页连着印完")
        self.collate.setChecked(how.collate)
        self.duplex = _box("单双面", _DUPLEX, how.duplex)
        self.colour = _box("颜色", _COLOURS, how.colour)
        self.paper = _box("纸张", self._papers(), how.paper)
        self.scale = _box("大小", _SCALES, how.scale)
        self.per_cent = _line("自定比例", "", f"{how.per_cent}%")
        self.summary = QLabel()
        self.summary.setProperty("role", "muted")
        self.summary.setWordWrap(True)

    def _papers(self) -> list[tuple[Any, str]]:
        names = list(dict.fromkeys(paper_size("sheet", size).name() for size in self._wanted.sizes))
        of_sheet = f"与版面相同（{'、'.join(names)}）" if names and all(names) else "与版面相同"
        return [("sheet", of_sheet), ("a4", "A4"), ("a3", "A3")]

    def _make_buttons(self, can_save: bool) -> None:
        self.save_button = QPushButton(icons.icon("fa6s.floppy-disk"), "保存 PDF…")
        self.save_button.setVisible(can_save)
        self.leave_button = QPushButton("取消")
        self.print_button = QPushButton(icons.icon("fa6s.print", "on_accent"), "打印")
        self.print_button.setProperty("primary", True)
        for each in (self.save_button, self.leave_button, self.print_button):
            each.setAutoDefault(False)
        self.print_button.setDefault(bool(self._devices))
        self.save_button.setDefault(not self._devices)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(style.px(12))
        grid.setVerticalSpacing(style.px(6))
        pages = _row(self.all_pages, self.this_page, self.some_pages, self.pages)
        rows: list[tuple[str, str, QWidget, Any]] = [
            ("打印机(&P)", "printer", self.printer, self.printer),
            ("打印页(&G)", "pages", self.pages, pages),
            ("份数(&C)", "copies", self.copies, _row(self.copies, self.collate)),
            ("单双面(&D)", "duplex", self.duplex, self.duplex),
            ("颜色(&S)", "", self.colour, self.colour),
            ("纸张(&Z)", "paper", self.paper, self.paper),
            ("大小(&B)", "per_cent", self.scale, _row(self.scale, self.per_cent)),
        ]
        if len(self._wanted.sizes) < 2:
            del rows[1]
        for at, (text, name, buddy, inside) in enumerate(rows):
            label = QLabel(text)
            label.setBuddy(buddy)
            grid.addWidget(label, 2 * at, 0)
            if isinstance(inside, QWidget):
                grid.addWidget(inside, 2 * at, 1)
            else:
                grid.addLayout(inside, 2 * at, 1)
            if name:
                grid.addWidget(self._problem(name), 2 * at + 1, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save_button)
        buttons.addStretch(1)
        buttons.addWidget(self.leave_button)
        buttons.addWidget(self.print_button)
        whole = QVBoxLayout(self)
        margin = style.px(16)
        whole.setContentsMargins(margin, margin, margin, margin)
        whole.setSpacing(style.px(12))
        whole.addLayout(grid)
        whole.addWidget(self.summary)
        whole.addStretch(1)
        whole.addLayout(buttons)

    def _problem(self, name: str) -> QLabel:
        label = self._problems[name] = QLabel()
        label.setProperty("tone", "error")
        label.setWordWrap(True)
        label.hide()
        return label

    def _connect(self) -> None:
        self.printer.currentIndexChanged.connect(lambda _: self._printer_chosen())
        self.pages.textEdited.connect(lambda _: self.some_pages.setChecked(True))
        for line in (self.pages, self.copies, self.per_cent):
            line.textChanged.connect(lambda _: self._look())
        for box in (self.duplex, self.paper, self.scale):
            box.currentIndexChanged.connect(lambda _: self._look())
        for radio in (self.all_pages, self.this_page, self.some_pages):
            radio.toggled.connect(lambda _: self._look())
        self.collate.toggled.connect(lambda _: self._look())
        self.leave_button.clicked.connect(self.reject)
        self.print_button.clicked.connect(self._accept)
        self.save_button.clicked.connect(self._save)

    # what was typed

    def _printer_chosen(self) -> None:
        device: Device | None = self.printer.currentData()
        self._can = device.look() if device is not None else None
        self.duplex.setEnabled(self._can is not None and self._can.duplex)
        self.colour.setEnabled(self._can is not None and self._can.colour)
        self._look()

    def _read(self) -> tuple[PrintSettings, dict[str, str]]:
        """Return the settings as far as they can be read, and the sentences about what cannot."""
        problems: dict[str, str] = {}

        def read(reading: Callable[[], Any], otherwise: Any) -> Any:
            try:
                return reading()
            except InvalidInput as error:
                problems[error.field or ""] = error.message
                return otherwise

        scale = self.scale.currentData()
        how = PrintSettings(
            pages=read(self._pages, ()),
            copies=read(lambda: read_copies(self.copies.text()), 1),
            collate=self.collate.isChecked(),
            duplex=self.duplex.currentData() if self.duplex.isEnabled() else "one",
            colour=bool(self.colour.currentData()) and self.colour.isEnabled(),
            paper=self.paper.currentData(),
            scale=scale,
            per_cent=read(lambda: read_per_cent(self.per_cent.text()), 100) if scale == "custom" else 100,
        )
        return how, problems

    def _pages(self) -> tuple[int, ...]:
        if self.this_page.isChecked():
            return (self._wanted.page,)
        return read_pages(self.pages.text(), len(self._wanted.sizes)) if self.some_pages.isChecked() else ()

    def _look(self) -> None:
        """Say beside the fields what is wrong, and below what will be printed."""
        how, problems = self._read()
        for name, label in self._problems.items():
            sentence = problems.get(name) or self._warning(name, how)
            label.setText(sentence)
            label.setVisible(bool(sentence))
            _mark(label, "tone", "error" if name in problems or name == "printer" else "warn")
        for name, line in (("pages", self.pages), ("copies", self.copies), ("per_cent", self.per_cent)):
            _mark(line, "state", "error" if name in problems else "")
        self.per_cent.setEnabled(how.scale == "custom")
        self.collate.setEnabled(how.copies > 1)
        self.print_button.setEnabled(bool(self._devices) and not problems)
        self.summary.setText("" if problems or not self._devices else self._in_words(how))

    def _warning(self, name: str, how: PrintSettings) -> str:
        if name == "printer" and not self._devices:
            more = "可以先保存成 PDF，拿到有打印机的电脑上打印。" if not self.save_button.isHidden() else ""
            return f"这台电脑没有安装打印机。{more or '请先在系统里添加打印机。'}"
        if name == "duplex" and self._can is not None and not self._can.duplex:
            return "这台打印机不能自动双面打印。"
        if name == "paper" and how.paper == "a3" and self._can is not None and not self._can.a3:
            return "这台打印机可能没有 A3 纸，请先核对。"
        if name == "per_cent" and any(is_cut(how, size) for size in self._wanted.sizes):
            return "版面比纸大，四边会印不全。"
        return ""

    def _in_words(self, how: PrintSettings) -> str:
        copies = f"，每页{how.copies}份" if how.copies > 1 else ""
        if self._wanted.sheets:
            return f"打印{self._wanted.sheets}张公示{copies.replace('每页', '每张')}。"
        pages = how.pages or tuple(range(len(self._wanted.sizes)))
        two_sided = how.duplex != "one"
        order = sides(pages, how.copies, collate=how.collate, two_sided=two_sided)
        paper = -(-len(order) // 2) if two_sided else len(order)
        return f"打印{len(pages)}页{copies}，用纸{paper}张。"

    # leaving

    def _accept(self) -> None:
        if self.print_button.isEnabled():
            self.accept()

    def _save(self) -> None:
        self.reject()
        self.save_wanted.emit()

    def chosen(self) -> "tuple[Device, PrintSettings]":
        """Return the printer and the settings; only after the panel was accepted."""
        return self.printer.currentData(), self._read()[0]


def _box(name: str, items: Sequence[tuple[Any, str]], chosen: Any) -> Chooser:
    box = Chooser()
    box.setAccessibleName(name)
    for value, text in items:
        box.addItem(text, value)
    at = next((at for at, (value, _) in enumerate(items) if value == chosen), -1)
    box.setCurrentIndex(at)
    return box


def _line(name: str, hint: str, text: str) -> QLineEdit:
    line = QLineEdit(text)
    line.setAccessibleName(name)
    line.setPlaceholderText(hint)
    line.setMaximumWidth(style.px(150))
    return line


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(style.px(10))
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def _mark(widget: QWidget, name: str, value: str) -> None:
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
