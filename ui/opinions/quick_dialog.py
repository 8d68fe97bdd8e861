"""Quick registration: one screen, typed without the mouse, the next one begins where the last one ended."""

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from models import vocab
from models.errors import LouyuanError
from services.opinions import quick
from services.records import Record, ShownField
from services.saving import FormErrors
from services.shown import show
from ui.later import later
from ui.widgets import style
from ui.widgets.form import RecordForm
from ui.widgets.scrolling import size_within_window

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.context import Context
    from services.opinions import Alike
    from services.records import Choice
    from services.saving import Saved
    from services.subjects import Field
    from ui.session import Session

PAUSE_MS: Final = 300
"""Alike opinions are looked for after this pause."""
_SIZE: Final = (1120, 600)
_KEPT: Final = ("courtyard_id", "received_on", "channel")
"""Fields whose value the next one begins with."""
_LAST: Final = "opinions last courtyard"
_ALONE: Final = "不并入，单独办理"


def open_quick(session: "Session", parent: QWidget) -> "QuickDialog":
    """Open the form."""
    dialog = QuickDialog(session, parent)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    dialog.begin()
    return dialog


class QuickDialog(QDialog):
    """The form at the left, alike opinions at the right.

    Args:
        session: the office at work.
        parent: the page.

    Signals:
        looked: alike opinions were looked for, and are shown.
        registered: one was registered.
    """

    looked = Signal()
    registered = Signal()

    def __init__(self, session: "Session", parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._kept: dict[str, tuple[Any, str]] = {}
        self._count, self._busy, self._again = 0, False, False
        self.form: RecordForm | None = None
        self.setWindowTitle("快速登记意见")
        size_within_window(self, *_SIZE)
        self.place = QVBoxLayout()
        self.said = QLabel("Ctrl+回车登记并接着登记下一条，Ctrl+S 登记后关闭，Esc 关闭。")
        self.said.setProperty("role", "muted")
        self.said.setWordWrap(True)
        self.similar = QListWidget()
        self.similar.setAccessibleName("相近的意见，选中的在登记后并入")
        self.similar.setWordWrap(True)
        heading = QLabel("相近的意见")
        heading.setProperty("role", "heading")
        hint = QLabel("说的是一件事的，选中它（Alt+X），登记后并入一起办理。")
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        beside = QVBoxLayout()
        for widget in (heading, hint, self.similar):
            beside.addWidget(widget)
        columns = QHBoxLayout()
        columns.setSpacing(style.px(12))
        columns.addLayout(self.place, 3)
        columns.addLayout(beside, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*[style.px(16)] * 4)
        whole.setSpacing(style.px(8))
        whole.addWidget(self.said)
        whole.addLayout(columns, 1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.next)
        QShortcut(QKeySequence("Alt+X"), self, self._to_similar)

    def begin(self) -> None:
        """Begin with the courtyard of last time, or the only one there is."""
        last = self._session.remembered.get(_LAST, "")

        def read(context: "Context") -> "tuple[Choice, ...]":
            from services import records

            return records.choices(context, "courtyards", "", 5000)

        def take(found: "tuple[Choice, ...]") -> None:
            known = next((each for each in found if each.id.hex() == last), None)
            known = known or (found[0] if len(found) == 1 else None)
            if known is not None:
                self._kept["courtyard_id"] = (known.id, known.label)
            self._fresh()

        self._session.read(read, take, owner=self)

    def _fresh(self) -> None:
        """Show an empty form with what is kept from the one before."""
        today = self._session.today().isoformat()
        first: dict[str, tuple[Any, str]] = {
            "received_on": (today, today),
            "channel": ("wechat", vocab.OPINION_CHANNEL.label("wechat")),
            "urgency": ("plain", vocab.URGENCY.label("plain")),
            **self._kept,
        }
        shown = tuple(ShownField(field, *_parts(first.get(field.name))) for field in quick.fields())
        record = Record("opinions", None, "快速登记", "", None, (("意见", shown),))
        form = RecordForm(record, self._look_up, self._session.today())
        form.save_button.setText("登记并关闭　Ctrl+S")
        form.again_button.setText("登记，接着下一条　Ctrl+回车")
        form.cancel_button.setText("关闭　Esc")
        form.saved.connect(self._save)
        form.cancelled.connect(self.reject)
        form.edited.connect(self._pause.start)
        if self.form is not None:
            self.place.removeWidget(self.form)
            self.form.deleteLater()
        self.form = form
        self.place.addWidget(form)
        self._show_similar(())
        form.show()
        form.start()
        later(0, form, form.start)  # a window that has just come to the front gives the focus away once more

    def _look_up(self, field: "Field", text: str, answer: "Callable[[tuple[Choice, ...]], None]") -> None:
        kind = field.target or "courtyards"
        yard = self._value("courtyard_id")
        below = ("courtyard_id", yard) if kind == "buildings" and isinstance(yard, bytes) else None

        def fetch(context: "Context") -> "tuple[Choice, ...]":
            from services import records

            return records.choices(context, kind, text, 20, below)

        self._session.read(fetch, answer, owner=self.form, key=(id(self), "choices", field.name))

    def _value(self, name: str) -> object:
        return self.form.inputs[name].value() if self.form is not None else None

    # alike

    def _look(self) -> None:
        """Look for opinions that say the same."""
        yard, text = self._value("courtyard_id"), str(self._value("content") or "")
        category = str(self._value("category") or "") or None
        if not isinstance(yard, bytes) or not text.strip():
            self._show_similar(())
            return

        def read(context: "Context") -> "tuple[Alike, ...]":
            from services import opinions

            return opinions.alike(context, yard, text, category)

        self._session.read(read, self._show_similar, owner=self, key=(id(self), "alike"))

    def _show_similar(self, found: "tuple[Alike, ...]") -> None:
        chosen = self._head()
        self.similar.clear()
        self.similar.addItem(_ALONE)
        for each in found:
            more = f"，已并入{each.followers}条" if each.followers else ""
            words = f"{each.title}\n{show(each.received_on, 'date')}，相同的词：{'、'.join(each.words)}{more}"
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, each.id)
            self.similar.addItem(item)
        ids = [each.id for each in found]
        self.similar.setCurrentRow(ids.index(chosen) + 1 if chosen in ids else 0)
        self.looked.emit()

    def _head(self) -> bytes | None:
        item = self.similar.currentItem()
        found = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return found if isinstance(found, bytes) else None

    def _to_similar(self) -> None:
        self.similar.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.similar.count() > 1 and self.similar.currentRow() == 0:
            self.similar.setCurrentRow(1)

    # saving

    def next(self) -> None:
        """Register it and begin the next one."""
        if self.form is not None:
            self.form.save_and_again()

    def _save(self, typed: dict[str, object], again: bool) -> None:
        if self._busy or self.form is None:
            return
        self._busy, self._again = True, again
        head = self._head()
        self._session.write(
            lambda context: quick.register(context, typed, head), self._saved, self._refused, owner=self
        )

    def _saved(self, saved: "Saved") -> None:
        self._busy = False
        self._count += 1
        form = self.form
        if form is not None:
            for name in _KEPT:
                value = form.inputs[name].value()
                self._kept[name] = (value, _shown(form, name))
            yard = form.inputs["courtyard_id"].value()
            self._session.remembered.put(_LAST, yard.hex() if isinstance(yard, bytes) else "")
        tx = saved.committed.tx_id if saved.committed is not None else None
        touched = saved.committed.touched if saved.committed is not None else frozenset[str]()
        self._session.committed(touched, f"已登记意见（第{self._count}条）", tx)
        self.said.setText(f"已登记{self._count}条。Ctrl+回车登记并接着登记下一条，Esc 关闭。")
        if self._again:
            self._fresh()
        else:
            self.accept()
        self.registered.emit()

    def _refused(self, error: BaseException) -> None:
        self._busy = False
        if self.form is not None and isinstance(error, FormErrors):
            self.form.refuse(error.errors)
        elif self.form is not None and isinstance(error, LouyuanError):
            self.form.problem.setText(error.message)
        else:
            raise error


def _parts(first: "tuple[Any, str] | None") -> tuple[Any, None, str]:
    value, text = first if first is not None else (None, "")
    return value, None, text


def _shown(form: RecordForm, name: str) -> str:
    inner = form.inputs[name].inner
    text = getattr(inner, "currentText", None) or getattr(inner, "text", None)
    return str(text()) if callable(text) else ""
