"""Kinds of receipts and payments: renamed, added, put out of use; what entries carry never changes."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from models import vocab
from models.errors import InvalidInput
from ui.system.tab import SystemTab, button, muted
from ui.widgets import style
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

if TYPE_CHECKING:
    from services.ledgers import Kind, KindDraft
    from services.office import Context
    from services.records import Saved
    from ui.session import Session

_COLUMNS = (
    PlainColumn("收/支", 5),
    PlainColumn("类别", 12),
    PlainColumn("账表上的别的叫法", 0),
    PlainColumn("人员费用", 8),
    PlainColumn("状态", 14),
)


class KindsTab(SystemTab):
    """The kinds."""

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self.table = PlainTable(_COLUMNS, "收支类别")
        self._kinds: dict[bytes, Kind] = {}
        self.income_button = button("新增收入类别…", "fa6s.plus", lambda: self.add("income"))
        self.expense_button = button("新增支出类别…", "fa6s.plus", lambda: self.add("expense"))
        self.change_button = button("修改…", "fa6s.pen", self.change, tip="修改选中的类别（回车）")
        self.active_button = button("停用", "fa6s.ban", self.change_active)
        self.reset_button = button("恢复原样", "fa6s.rotate-left", self.reset)
        self.bar(
            self.income_button,
            self.expense_button,
            self.change_button,
            self.active_button,
            self.reset_button,
            QWidget(),
        )
        self.card().addWidget(self.table)
        self.column.addWidget(
            muted("改名不影响已记的账。停用的不再出现在记账时的候选里。导入账表时，别的叫法也认得。")
        )
        self.table.chosen.connect(self._enable)
        self.table.opened.connect(lambda _: self.change())
        self._enable()

    def refresh(self) -> None:
        """Read the kinds."""

        def read(context: "Context") -> "tuple[Kind, ...]":
            from services import ledgers

            return ledgers.kinds(context)

        self.session.read(read, self._show, owner=self, key=(id(self), "kinds"))

    def search(self) -> None:
        """Put the cursor into the list."""
        self.table.setFocus()

    def _show(self, found: "tuple[Kind, ...]") -> None:
        self._kinds = {kind.id: kind for kind in found}
        self.table.set_rows([_row(kind) for kind in found])
        self._enable()
        self.filled.emit()

    def _chosen(self) -> "Kind | None":
        keys = self.table.selected_keys()
        return self._kinds.get(keys[0]) if len(keys) == 1 else None

    def _enable(self) -> None:
        kind = self._chosen()
        self.change_button.setEnabled(kind is not None)
        self.active_button.setEnabled(kind is not None)
        self.active_button.setText("启用" if kind is not None and not kind.active else "停用")
        own = kind is not None and not kind.shipped
        self.reset_button.setEnabled(kind is not None and kind.edited)
        self.reset_button.setText("删除" if own else "恢复原样")

    def add(self, direction: str) -> None:
        """Ask for a kind of the office's own."""
        from services.ledgers import KindDraft

        self._ask(None, KindDraft(direction, ""))

    def change(self) -> None:
        """Ask what the chosen kind shall be called."""
        kind = self._chosen()
        if kind is not None:
            self._ask(kind.id, _draft(kind))

    def _ask(self, kind_id: bytes | None, draft: "KindDraft") -> None:
        dialog = KindDialog(self.session, kind_id, draft, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def change_active(self) -> None:
        """Put the chosen kind out of use, or back into use."""
        kind = self._chosen()
        if kind is None:
            return
        draft, done = replace(_draft(kind), active=not kind.active), "停用" if kind.active else "启用"
        write_kind(self.session, kind.id, draft, f"已{done}“{kind.name}”", self.session.report, self)

    def reset(self) -> None:
        """Let the chosen kind be as it came; an own one goes where nothing carries it."""
        kind = self._chosen()
        if kind is None:
            return
        kind_id = kind.id

        def write(context: "Context") -> "Saved":
            from services import ledgers

            return ledgers.reset_kind(context, kind_id)

        def done(saved: "Saved") -> None:
            if saved.committed is not None:
                words = f"“{kind.name}”已恢复原样" if kind.shipped else f"已删除“{kind.name}”"
                self.session.committed(saved.committed.touched, words, saved.committed.tx_id)

        self.session.write(write, done, owner=self)


class KindDialog(QDialog):
    """Asks what a kind is called.

    Args:
        session: saves it.
        kind_id: the kind, None for a new one.
        draft: as it is now.
        parent: the tab.
    """

    def __init__(
        self, session: "Session", kind_id: bytes | None, draft: "KindDraft", parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._kind_id, self._draft = session, kind_id, draft
        side = vocab.LEDGER_DIRECTION.label(draft.direction)
        self.setWindowTitle(f"新增{side}类别" if kind_id is None else f"修改{side}类别")
        self.setMinimumWidth(style.px(420))
        self.name = QLineEdit(draft.name)
        self.words = QLineEdit(draft.items)
        self.words.setPlaceholderText("用顿号分开，如：车位费、停车")
        self.staff = QCheckBox("是人员费用，列入人员费用公开表")
        self.staff.setChecked(draft.staff)
        self.staff.setVisible(draft.direction == "expense")
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.save_button = button("保存", "fa6s.check", self.save, primary=True)
        self.save_button.setDefault(True)
        leave = button("取消", "fa6s.xmark", self.reject)
        leave.setAutoDefault(False)
        form = QFormLayout()
        form.setSpacing(style.px(8))
        form.addRow("名称(&N) *", self.name)
        form.addRow("别的叫法(&W)", self.words)
        form.addRow("", self.staff)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(self.save_button)
        column = QVBoxLayout(self)
        margin = style.px(16)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(style.px(10))
        column.addLayout(form)
        column.addWidget(self.problem)
        column.addLayout(buttons)

    def save(self) -> None:
        """Save and close; what is wrong is said below the fields."""
        draft = replace(
            self._draft, name=self.name.text(), items=self.words.text(), staff=self.staff.isChecked()
        )
        write_kind(
            self._session,
            self._kind_id,
            draft,
            f"已保存“{draft.name.strip()}”",
            self._refused,
            self,
            self.accept,
        )

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, InvalidInput):
            raise error
        self.problem.setText(error.message)
        self.name.setFocus()


def write_kind(
    session: "Session",
    kind_id: bytes | None,
    draft: "KindDraft",
    words: str,
    refused: Callable[[BaseException], None],
    owner: QWidget,
    then: Callable[[], object] | None = None,
) -> None:
    """Save a kind and tell it.

    Args:
        session: saves and tells.
        kind_id: which, None for a new one.
        draft: as it shall be.
        words: what is said then.
        refused: takes the error.
        owner: who asked.
        then: called once it is saved.
    """

    def write(context: "Context") -> "Saved":
        from services import ledgers

        return ledgers.save_kind(context, kind_id, draft)

    def done(saved: "Saved") -> None:
        if saved.committed is not None:
            session.committed(saved.committed.touched, words, saved.committed.tx_id)
        if then is not None:
            then()

    session.write(write, done, refused, owner=owner)


def _draft(kind: "Kind") -> "KindDraft":
    from services.ledgers import KindDraft

    return KindDraft(kind.direction, kind.name, "、".join(kind.items), kind.staff, kind.position, kind.active)


def _row(kind: "Kind") -> PlainRow:
    state = (
        "已停用" if not kind.active else "自己加的" if not kind.shipped else "已改动" if kind.edited else ""
    )
    cells = (
        vocab.LEDGER_DIRECTION.label(kind.direction),
        kind.name,
        "、".join(kind.items),
        "是" if kind.staff else "",
        state,
    )
    return PlainRow(kind.id, cells, "" if kind.active else "muted")
