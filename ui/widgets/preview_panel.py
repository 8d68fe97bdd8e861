"""Beside the pages of a sheet: kind, courtyard and record, zoom, who is named on it, and its fonts."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from models import vocab
from ui.widgets import icons, style
from ui.widgets.chooser import Chooser
from ui.widgets.form_choice import FormChoice
from ui.widgets.pdf_view import PdfView
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable
from ui.widgets.searchable_box import SearchableBox

if TYPE_CHECKING:
    from services.notice_fonts import FontLine
    from services.notice_people import MaskReport, NamedPerson
    from services.notices import Offered, Target
    from services.records import Choice

_FITS = (("page", "整页"), ("width", "页宽"))
_PEOPLE_HEIGHT = 150
"""Least height of the list of people, in pixels at 100 %; in a low window the panel scrolls."""
_PER_CENT = (50, 75, 100, 150, 200)


class PreviewPanel(QFrame):
    """What can be chosen and what can be read about a sheet.

    Args:
        kinds: codes and names of the kinds of sheet.
        records: of the kinds made of a record, what such a record is called.
        view: the pages it turns and zooms.
        parent: where it stands.

    Signals:
        kind_chosen: code of another kind of sheet.
        courtyard_chosen: id of another courtyard.
        record_chosen: id of another record.
    """

    kind_chosen = Signal(str)
    courtyard_chosen = Signal(object)
    record_chosen = Signal(object)

    def __init__(
        self,
        kinds: Sequence[tuple[str, str]],
        records: Mapping[str, str],
        view: PdfView,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._records = records
        self.setProperty("role", "card")
        self.setMinimumWidth(style.px(340))
        self.kind = self._kind_box(kinds)
        self.courtyard = SearchableBox("楼院")
        self.courtyard.picked.connect(self.courtyard_chosen)
        self.record = SearchableBox("记录")
        self.record.picked.connect(self.record_chosen)
        self.people = PlainTable(
            (PlainColumn("登记姓名", 5), PlainColumn("印出", 5), PlainColumn("身份", 0)),
            "出现在公示上的人",
        )
        self.form = FormChoice()
        self._people_heading = _heading("出现在公示上的人")
        self._why = _small("")
        self.warnings = QLabel()
        self.warnings.setProperty("tone", "warn")
        self.warnings.setWordWrap(True)
        self.warnings.setAccessibleName("请核对")
        self._fonts = _small("")
        inner = QWidget()
        inner.setProperty("role", "page")
        layout = QVBoxLayout(inner)
        margin = style.px(14)
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(style.px(6))
        layout.addWidget(_heading("公示"))
        layout.addLayout(self._choices())
        layout.addSpacing(style.px(8))
        layout.addWidget(_heading("版面"))
        layout.addWidget(self.form)
        layout.addLayout(self._paging())
        layout.addLayout(self._zooming())
        layout.addSpacing(style.px(8))
        layout.addWidget(self._people_heading)
        layout.addWidget(self.warnings)
        layout.addWidget(self.people, 1)
        layout.addWidget(self._why)
        layout.addSpacing(style.px(8))
        layout.addWidget(_heading("字体"))
        layout.addWidget(self._fonts)
        self.people.setMinimumHeight(style.px(_PEOPLE_HEIGHT))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(area)
        view.page_changed.connect(lambda _: self._show_page())
        view.zoom_changed.connect(lambda _: self._show_zoom())

    def _kind_box(self, kinds: Sequence[tuple[str, str]]) -> Chooser:
        box = Chooser()
        box.setAccessibleName("公示种类")
        for code, name in kinds:
            box.addItem(name, code)
        box.activated.connect(lambda number: self.kind_chosen.emit(box.itemData(number)))
        return box

    def _choices(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        boxes = (("种类(&K)", self.kind), ("楼院(&Y)", self.courtyard), ("记录(&R)", self.record))
        for row, (text, widget) in enumerate(boxes):
            label = self._record_label = QLabel(text)
            label.setBuddy(widget)
            grid.addWidget(label, row, 0)
            grid.addWidget(widget, row, 1)
        return grid

    def _paging(self) -> QHBoxLayout:
        view = self._view
        self._before = _tool("fa6s.chevron-left", "上一页（Page Up）", lambda: view.go_to(view.page - 1))
        self._after = _tool("fa6s.chevron-right", "下一页（Page Down）", lambda: view.go_to(view.page + 1))
        self._page = QLabel()
        row = QHBoxLayout()
        row.addWidget(self._before)
        row.addWidget(self._page, 1, Qt.AlignmentFlag.AlignHCenter)
        row.addWidget(self._after)
        return row

    def _zooming(self) -> QHBoxLayout:
        view = self._view
        self.zoom = Chooser()
        self.zoom.setAccessibleName("显示大小")
        for code, text in _FITS:
            self.zoom.addItem(text, code)
        for number in _PER_CENT:
            self.zoom.addItem(f"{number}%", number / 100)
        self.zoom.activated.connect(lambda number: view.set_zoom(self.zoom.itemData(number)))
        row = QHBoxLayout()
        row.addWidget(_tool("fa6s.magnifying-glass-minus", "缩小（−）", view.zoom_out))
        row.addWidget(self.zoom, 1)
        row.addWidget(_tool("fa6s.magnifying-glass-plus", "放大（+）", view.zoom_in))
        return row

    def offer(self, courtyards: Sequence["Choice"], records: Sequence["Offered"], current: "Target") -> None:
        """Offer these courtyards and records and show which ones the sheet is about."""
        self.courtyard.offer(
            [
                (f"{each.label}（{each.detail}）" if each.detail else each.label, each.id)
                for each in courtyards
            ]
        )
        self.record.offer([(each.label, each.id) for each in records])
        self.show_choice(current)

    def show_choice(self, target: "Target") -> None:
        """Show which sheet of which courtyard and record it is."""
        self.kind.setCurrentIndex(self.kind.findData(target.kind))
        self.courtyard.choose(target.courtyard)
        self.record.choose(target.choice)
        called = self._records.get(target.kind, "")
        for widget in (self._record_label, self.record):
            widget.setVisible(bool(called))
        if called:
            self._record_label.setText(f"{called}(&R)")
            self.record.setAccessibleName(called)

    def show_masks(self, masks: "MaskReport") -> None:
        """List who is named on the sheet, before and after, and say what its texts hold."""
        self._show_people(masks.people, masks.names)
        self.warnings.setText("\n".join(masks.warnings()))
        self.warnings.setVisible(bool(self.warnings.text()))

    def _show_people(self, people: Sequence["NamedPerson"], in_text: Sequence[str] = ()) -> None:
        self.people.say_empty("公示上没有写人名")
        count = len(people) + len(in_text)
        self._people_heading.setText(f"出现在公示上的人（{count}）" if count else "出现在公示上的人")
        rows = [_before_and_after(each) for each in people]
        rows += [(name, name, "文字里写到") for name in in_text]
        self.people.set_rows([PlainRow(number, cells) for number, cells in enumerate(rows)])
        reasons = dict.fromkeys(
            f"{vocab.MASK_GROUP.label(each.group)}，{each.mask}：{each.reason}。" for each in people
        )
        self._why.setText("\n".join(reasons))

    def show_nothing(self) -> None:
        """Show that there is no sheet."""
        self._show_people(())
        self.warnings.hide()
        self.people.say_empty("")
        self.show_fonts((), ())
        self.show_pages()

    def show_fonts(self, fonts: Sequence["FontLine"], refused: Sequence[str]) -> None:
        """Say which fonts the sheet was set in, which characters were lent, and what could not be used."""
        lines = [f"{each.use}　{each.font}" for each in fonts if not each.stands_in]
        lines += [f"“{each.use}”用 {each.font} 代替" for each in fonts if each.stands_in]
        lines += [f"{family} 不允许嵌入文件，没有使用" for family in refused]
        self._fonts.setText("\n".join(lines) or "—")

    def show_pages(self) -> None:
        """Show page and zoom anew, after another sheet was put into the view."""
        self._show_page()
        self._show_zoom()

    def _show_page(self) -> None:
        count, page = self._view.page_count, self._view.page
        self._page.setText(f"第{page + 1}页，共{count}页" if count else "—")
        self._before.setEnabled(page > 0)
        self._after.setEnabled(page + 1 < count)

    def _show_zoom(self) -> None:
        shown = self._view.fit or self._view.zoom
        self.zoom.setCurrentIndex(self.zoom.findData(shown))
        self.zoom.setPlaceholderText(f"{round(self._view.zoom * 100)}%")


def _before_and_after(person: "NamedPerson") -> tuple[str, str, str]:
    return person.before, person.name or person.mask, "、".join(person.posts)


def _full_name(choice: "Choice") -> str:
    return f"{choice.label}（{choice.detail}）" if choice.detail else choice.label


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "heading")
    return label


def _small(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "small")
    label.setWordWrap(True)
    return label


def _tool(icon: str, tip: str, action: object) -> QToolButton:
    button = QToolButton()
    button.setProperty("flat", True)
    button.setIcon(icons.icon(icon))
    button.setToolTip(tip)
    button.setAccessibleName(tip.partition("（")[0])
    button.clicked.connect(action)
    return button
