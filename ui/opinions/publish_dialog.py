"""Publishing results: a month, the courtyards with opinions closed in it, one draft of a notice for each."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.errors import LouyuanError
from ui.system.tab import button
from ui.widgets import style
from ui.widgets.scrolling import size_within_window

if TYPE_CHECKING:
    from services.context import Context
    from services.publishing_opinions import Published, ToPublish
    from ui.session import Session

_SIZE: Final = (560, 480)
_ID: Final = Qt.ItemDataRole.UserRole


def open_publish(session: "Session", parent: QWidget) -> "PublishDialog":
    """Open the window."""
    dialog = PublishDialog(session, parent)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    dialog.read()
    return dialog


class PublishDialog(QDialog):
    """A month and the courtyards that have something to publish.

    Args:
        session: the office at work.
        parent: the page.

    Signals:
        shown: the courtyards of the month are shown.
    """

    shown = Signal()

    def __init__(self, session: "Session", parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._busy = False
        self.setWindowTitle("公布意见办理结果")
        size_within_window(self, *_SIZE)
        self.month = QLineEdit(session.today().strftime("%Y-%m"))
        self.month.setAccessibleName("哪个月办结的")
        self.month.returnPressed.connect(self.read)
        self.month.editingFinished.connect(self.read)
        self.list = QListWidget()
        self.list.setAccessibleName("有办结而没公布的意见的楼院，空格键勾选")
        self.about = QLabel()
        self.about.setWordWrap(True)
        self.about.setProperty("role", "muted")
        self.publish_button = button(
            "起草公示", "fa6s.bullhorn", self.publish, primary=True, tip="每个楼院一张（Ctrl+回车）"
        )
        self.close_button = button("关闭", "fa6s.xmark", self.reject)
        for each in (self.publish_button, self.close_button):
            each.setAutoDefault(False)
        label = QLabel("月份(&M)")
        label.setBuddy(self.month)
        top = QHBoxLayout()
        top.addWidget(label)
        top.addWidget(self.month)
        top.addStretch(1)
        intro = QLabel(
            "这个月办结、还没有公布的意见，每个楼院起草一张《意见办理结果》，反映人的姓名自动隐去一部分。"
        )
        intro.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.about, 1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.publish_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*[style.px(16)] * 4)
        whole.setSpacing(style.px(10))
        whole.addWidget(intro)
        whole.addLayout(top)
        whole.addWidget(self.list, 1)
        whole.addLayout(buttons)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.publish)

    def read(self) -> None:
        """Ask which courtyards have something to publish in the month."""
        typed = self.month.text()

        def query(context: "Context") -> "tuple[ToPublish, ...]":
            from services import publishing_opinions

            return publishing_opinions.waiting(context, publishing_opinions.month_of(typed))

        self._session.read(query, self._show, self._failed, owner=self, key=(id(self), "waiting"))

    def _show(self, found: "tuple[ToPublish, ...]") -> None:
        self.list.clear()
        for each in found:
            item = QListWidgetItem(f"{each.name}　{each.count}条")
            item.setData(_ID, each.courtyard)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.list.addItem(item)
        self.publish_button.setEnabled(bool(found))
        self.about.setText("" if found else "这个月没有办结而没公布的意见。")
        if found:
            self.list.setCurrentRow(0)
        self.shown.emit()

    def publish(self) -> None:
        """Draft the notices."""
        rows = [self.list.item(at) for at in range(self.list.count())]
        chosen = [row.data(_ID) for row in rows if row.checkState() == Qt.CheckState.Checked]
        if self._busy or not self.publish_button.isEnabled():
            return
        if not chosen:
            self.about.setText("没有勾选楼院。请勾选要公布的楼院。")
            return
        month = self.month.text()
        self._busy = True

        def work(context: "Context") -> "Published":
            from services import publishing_opinions

            return publishing_opinions.publish(context, chosen, month)

        self._session.write(work, self._published, self._failed, owner=self)

    def _published(self, done: "Published") -> None:
        self._busy = False
        text = f"已起草{len(done.notices)}张意见办理结果，共{done.count}条意见；核对、签发后张贴"
        self._session.committed(done.committed.touched, text, done.committed.tx_id)
        self.accept()
        if len(done.notices) == 1:
            self._session.show_record("notices", done.notices[0])

    def _failed(self, error: BaseException) -> None:
        self._busy = False
        if not isinstance(error, LouyuanError):
            raise error
        self.about.setText(error.message)
        self.shown.emit()
