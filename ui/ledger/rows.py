"""The rows of the register as they are shown: grown from the end towards the beginning, a page at a time."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from services.shown import show
from services.subjects import Column
from ui.ledger.line import LABELS
from ui.widgets import icons, style
from ui.widgets.plain import plain_tip

if TYPE_CHECKING:
    from services.ledgers import RegisterPage, RegisterRow

NAMES = (*LABELS, "balance")
HEADINGS = (*LABELS.values(), "余额")
AMOUNTS = ("income", "expense", "balance")
COLUMNS = tuple(
    Column(
        name,
        label if name not in AMOUNTS else f"{label}（元）",
        "",
        kind="money" if name in AMOUNTS else "date" if name == "on_date" else "text",
    )
    for name, label in zip(NAMES, HEADINGS, strict=True)
)
"""The columns as they are copied and exported."""
_SIDES = {"income": "收入", "expense": "支出"}
_NOWHERE = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def texts_of(row: "RegisterRow") -> tuple[str, ...]:
    """Return the cells of a row from left to right."""
    amounts = {row.direction: show(row.amount, "money")}
    return (
        row.on_date,
        _SIDES.get(row.direction, row.direction),
        row.kind_name,
        _summary(row),
        row.party,
        row.handler,
        row.witness,
        row.voucher,
        amounts.get("income", ""),
        amounts.get("expense", ""),
        show(row.balance, "money"),
    )


def _summary(row: "RegisterRow") -> str:
    if row.reverses is not None:
        return f"冲正：{row.reason}" if row.reason else "冲正"
    return f"{row.summary}（已冲正）" if row.reversed_by is not None else row.summary


def typed_of(row: "RegisterRow") -> dict[str, str]:
    """Return what stands in the cells of a line when the entry of a row is changed."""
    return dict(zip(NAMES, texts_of(row), strict=True)) | {"summary": row.summary}


class RegisterModel(QAbstractTableModel):
    """The rows that were read, and below them the line that is typed where the register takes one."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[RegisterRow] = []
        self.earlier = False
        self.takes_lines = False

    def take(self, page: "RegisterPage", *, takes_lines: bool) -> None:
        """Show the last rows, or all that were read again."""
        self.beginResetModel()
        self.rows = list(page.rows)
        self.earlier = page.earlier
        self.takes_lines = takes_lines
        self.endResetModel()

    def take_earlier(self, page: "RegisterPage") -> None:
        """Put rows ahead of those that are there."""
        if page.rows:
            self.beginInsertRows(_NOWHERE, 0, len(page.rows) - 1)
            self.rows[:0] = page.rows
            self.endInsertRows()
        self.earlier = page.earlier

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Return the number of rows with the line that is typed."""
        return 0 if parent.isValid() else len(self.rows) + self.takes_lines

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(NAMES)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """The line that is typed is no row to be selected."""
        if index.row() >= len(self.rows):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return the headings."""
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if NAMES[section] in AMOUNTS else _LEFT
        return None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:
        """Return what a cell shows."""
        if index.row() >= len(self.rows):
            return None
        row, name = self.rows[index.row()], NAMES[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return texts_of(row)[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if name in AMOUNTS else _LEFT
        if role == Qt.ItemDataRole.DecorationRole:
            return _icon(row) if name == "on_date" else None
        if role == Qt.ItemDataRole.ForegroundRole:
            return _colour(row, name)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(_told(row) or texts_of(row)[index.column()])
        return None


def _icon(row: "RegisterRow") -> Any:
    if row.closed:
        return icons.icon("fa6s.lock", "muted")
    return icons.icon("fa6s.rotate-left", "warn") if row.reverses is not None else None


def _colour(row: "RegisterRow", name: str) -> QColor | None:
    if name == "balance" and row.balance < 0:
        return QColor(style.colour("error"))
    if row.closed or row.reversed_by is not None:
        return QColor(style.colour("muted"))
    return QColor(style.colour("warn")) if row.reverses is not None else None


def _told(row: "RegisterRow") -> str:
    """Return what is to be known of a row beside its cells."""
    told = []
    if row.closed:
        told.append("已月结，不能修改或删除；有错请冲正（Ctrl+R）。")
    if row.month != row.on_date[:7]:
        told.append(f"记入{row.month}。")
    if row.late:
        told.append("补录。")
    if row.reverses is not None:
        told.append(f"冲正原因：{row.reason}")
    if row.source:
        told.append(f"来源：{row.source}")
    return "\n".join(told)


def spoken(rows: "Sequence[RegisterRow]") -> list[tuple[str, ...]]:
    """Return rows as they are copied: amounts without thousands, so that they are pasted as numbers."""
    return [
        tuple(
            text.replace(",", "") if name in AMOUNTS else text
            for name, text in zip(NAMES, texts_of(row), strict=True)
        )
        for row in rows
    ]
