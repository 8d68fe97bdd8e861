"""The line of the register that is typed: its cells, what they offer, the sentence beside a wrong one."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from models import vocab
from services.ledgers import offers as offering
from services.ledgers import typed as reading
from ui.ledger.cell import CellEdit
from ui.widgets import style

if TYPE_CHECKING:
    from services.ledgers.offers import Offers
    from services.ledgers.typed import Ground, ReadLine

LABELS = {
    "on_date": "日期",
    "direction": "收/支",
    "kind": "类别",
    "summary": "摘要",
    "party": "对方",
    "handler": "经手人",
    "witness": "证明人",
    "voucher": "票据号",
    "income": "收入",
    "expense": "支出",
}
_AMOUNTS = ("income", "expense")
_SIDES = ("收入", "支出")


class EntryLine(QObject):
    """Cells over one row of the register.

    Args:
        viewport: of the register; the cells stand in it.

    Signals:
        completed: the line is whole: what was read of it.
        typed: something was typed.
        looked: a cell was left; what stands in the line may be looked at.
        given_up: Esc, nothing having been typed.
        lifted: Up: the rows above are wanted.
    """

    completed = Signal(object)
    typed = Signal()
    looked = Signal()
    given_up = Signal()
    lifted = Signal()

    def __init__(self, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self._ground: Ground | None = None
        self._offers: Offers | None = None
        self._start = dict.fromkeys(LABELS, "")
        self._errors: dict[str, str] = {}
        self._remarks: dict[str, str] = {}
        self.entry_id: bytes | None = None
        """The entry that is changed, None for a new line."""
        self.version: int | None = None
        self.cells = {name: self._cell(name, label) for name, label in LABELS.items()}
        self.message = QLabel(viewport)
        self.message.setProperty("role", "cellmessage")
        self.message.setWordWrap(True)
        self.message.hide()

    def _cell(self, name: str, label: str) -> CellEdit:
        cell = CellEdit(name, label, self._viewport)
        if name in _AMOUNTS:
            cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        cell.offering = lambda text: self._offered(name, text)
        cell.stepped.connect(lambda steps: self.step(name, steps))
        cell.entered.connect(lambda: self._entered(name))
        cell.left.connect(lambda: self._left(name))
        cell.given_up.connect(self._give_up)
        cell.lifted.connect(self.lifted)
        cell.saved.connect(self.submit)
        cell.textEdited.connect(lambda _: self._edited(name))
        cell.hide()
        return cell

    # what it is read against

    def stand_on(self, ground: "Ground", offers: "Offers") -> None:
        """Read against another account, other kinds, other words from now on."""
        self._ground, self._offers = ground, offers

    @property
    def ground(self) -> "Ground | None":
        """What it is read against."""
        return self._ground

    def _offered(self, name: str, text: str) -> Sequence[str]:
        if self._offers is None:
            return ()
        if name == "direction":
            return () if text else _SIDES
        if name == "kind":
            found = offering.kinds_matching(self._offers.kinds, text, self.direction)
            return list(dict.fromkeys(each.name for each in found))
        return offering.matching(self._offers.of(name), text)

    # beginning and giving up

    def begin(
        self, values: Mapping[str, str], entry_id: bytes | None = None, version: int | None = None
    ) -> None:
        """Begin a line.

        Args:
            values: what its cells begin with.
            entry_id: the entry that is changed, None for a new line.
            version: of its row.
        """
        self.entry_id, self.version = entry_id, version
        self._start = {name: values.get(name, "") for name in self.cells}
        self._errors.clear()
        self._remarks.clear()
        for name, cell in self.cells.items():
            cell.close_offers()
            cell.show_text(self._start[name])
            cell.mark("")
        self._show_message()
        self._show_sides()

    def put(self, values: Mapping[str, str]) -> None:
        """Put back what was typed before, beside what the line began with."""
        for name, text in values.items():
            if name in self.cells:
                self.cells[name].show_text(text)
        self._show_sides()

    @property
    def values(self) -> dict[str, str]:
        """What stands in the cells."""
        return {name: cell.text() for name, cell in self.cells.items()}

    @property
    def is_changed(self) -> bool:
        """Whether something was typed that the line did not begin with."""
        return self.values != self._start

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it, not even what is offered."""
        return not any(self.values.values())

    @property
    def has_focus(self) -> bool:
        """Whether the cursor is in the line."""
        return any(cell.hasFocus() for cell in self.cells.values())

    @property
    def direction(self) -> str:
        """The side of the line, "" while it is not known."""
        return str(reading.read_direction(self.cells["direction"].text()).value or "")

    def _give_up(self) -> None:
        """Take back what was typed; where nothing was, leave the line."""
        if self.is_changed:
            self.begin(self._start, self.entry_id, self.version)
            self.focus("on_date")
            self.typed.emit()
        else:
            self.given_up.emit()

    # going on

    def order(self) -> tuple[str, ...]:
        """Return the cells that Tab and Enter go through: the amount of the other side is left out."""
        side = self.direction
        skipped = {"income": "expense", "expense": "income"}.get(side, "")
        if skipped and self.cells[skipped].text().strip():
            skipped = ""  # what was typed there is wrong and has to be seen
        return tuple(name for name in self.cells if name != skipped)

    def step(self, name: str, steps: int) -> None:
        """Go to another cell; behind the last one the line is saved."""
        self._read(name)
        order = self.order()
        at = order.index(name) + steps if name in order else 0
        if at >= len(order):
            self.submit()
        elif at >= 0:
            self.focus(order[at])

    def focus(self, name: str) -> None:
        """Put the cursor into a cell, all of it marked, also where it stood there already."""
        self.cells[name].setFocus(Qt.FocusReason.TabFocusReason)
        self.cells[name].selectAll()

    def submit(self) -> None:
        """Read the whole line; go to the first cell that is wrong, or hand the line over."""
        if self._ground is None:
            return
        read: ReadLine = reading.read_line(self.values, self._ground)
        self._errors = dict(read.errors)
        self._mark_all()
        if read.draft is None:
            self.focus(next(name for name in self.cells if name in read.errors))
            self._show_message()
            return
        self.completed.emit(read)

    def refuse(self, name: str, message: str) -> None:
        """Show what the office said against the line."""
        wanted = {"amount": self.direction or "income", "account_id": "on_date", "month": "on_date"}
        cell = wanted.get(name, name)
        self._errors = {cell if cell in self.cells else "on_date": message}
        self._mark_all()
        self.focus(next(iter(self._errors)))
        self._show_message()

    def remark(self, found: Mapping[str, str]) -> None:
        """Show what is remarkable about the line; nothing of it stops saving.

        Args:
            found: a sentence for each cell.
        """
        self._remarks = {name: text for name, text in found.items() if name in self.cells}
        self._mark_all()
        self._show_message()

    # reading

    def _edited(self, name: str) -> None:
        told = [each.pop(name, None) for each in (self._errors, self._remarks)]
        if any(told):
            self.cells[name].mark("")
            self._show_message()
        if name == "direction":
            self._show_sides()
        self.typed.emit()

    def _entered(self, name: str) -> None:
        self._show_message(name)

    def _left(self, name: str) -> None:
        self._read(name)
        self._show_message()
        if self.is_changed:
            self.looked.emit()

    def _read(self, name: str) -> None:
        """Show a cell in its usual form, or what is wrong about it; an empty one is let go for now."""
        cell = self.cells[name]
        if self._ground is None or not cell.text().strip():
            self._errors.pop(name, None)
            cell.mark("")
            return
        found = reading.read_cell(name, cell.text(), self.direction, self._ground)
        if found.message:
            self._errors[name] = found.message
        else:
            self._errors.pop(name, None)
        if found.value is not None and found.shown != cell.text():
            cell.show_text(found.shown)
        self._mark(name)
        if name == "kind" and isinstance(found.value, str):
            self._take_side_of(found.value)
        if name == "direction":
            self._show_sides()

    def _take_side_of(self, code: str) -> None:
        """A kind says by itself whether money comes in or goes out."""
        sides = {
            each.kind.direction
            for each in (self._offers.kinds if self._offers else ())
            if each.kind.code == code
        }
        if sides and self.direction not in sides:
            self.cells["direction"].setText(vocab.LEDGER_DIRECTION.label(sides.pop()))
            self.cells["direction"].mark("")
            self._errors.pop("direction", None)
            self._show_sides()

    # showing

    def _show_sides(self) -> None:
        side = self.direction
        for name in _AMOUNTS:
            hint = "金额" if side == name else ""
            self.cells[name].setPlaceholderText(hint)

    def _mark_all(self) -> None:
        for name in self.cells:
            self._mark(name)

    def _mark(self, name: str) -> None:
        wrong = self._errors.get(name, "")
        self.cells[name].mark(wrong or self._remarks.get(name, ""), "error" if wrong else "warn")

    def place(self, rects: Mapping[str, QRect]) -> None:
        """Stand over these places of the viewport; cells without a place are out of sight."""
        for name, cell in self.cells.items():
            rect = rects.get(name)
            if rect is not None:
                cell.setGeometry(rect)
            cell.setVisible(rect is not None)
        self._show_message()

    def _show_message(self, name: str = "") -> None:
        """Show the sentence of the cell with the cursor, else of the first wrong one, beside that cell."""
        focused = next((each for each, cell in self.cells.items() if cell.hasFocus()), "")
        told = self._errors or self._remarks
        at = next((each for each in (name, focused) if each in told), next(iter(told), ""))
        cell = self.cells.get(at)
        if cell is None or not cell.isVisibleTo(self._viewport):
            self.message.hide()
            return
        self.message.setText(told[at])
        self.message.setProperty("tone", "error" if self._errors else "warn")
        self.message.style().unpolish(self.message)
        self.message.style().polish(self.message)
        room = self._viewport.width()
        width = min(style.px(360), room)
        self.message.setFixedWidth(width)
        height = self.message.heightForWidth(width)
        top = cell.y() + cell.height() + style.px(3)
        if top + height > self._viewport.height():
            top = max(0, cell.y() - height - style.px(3))
        self.message.setFixedHeight(height)
        self.message.move(QPoint(max(0, min(cell.x(), room - width)), top))
        self.message.show()
        self.message.raise_()
