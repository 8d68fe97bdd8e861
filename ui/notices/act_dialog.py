"""One step of a notice as a small form: what is asked, the photo, and a sentence where it cannot be done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from models.errors import LouyuanError
from services.fields import check
from services.records import FormErrors, Record, ShownField
from services.subjects import Field
from ui.files import incoming
from ui.notices.photo_row import PhotoRow, dropped_photos
from ui.second_person import password_for
from ui.widgets import style
from ui.widgets.form import RecordForm

if TYPE_CHECKING:
    from services.attachments import NewFile
    from services.office import Context
    from services.records import Choice
    from ui.session import Session
    from ui.tasks import Ticket

_WIDTH, _LINE, _NOTE, _REST = 780, 40, 84, 90
_MARGIN = 24
"""Pixels kept free between the dialog and the edges of the window."""
_INTRO, _WORDS = 24, 54
"""Height of a line above the form in pixels at 100 %, and characters that fit into one."""
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """What a dialog asks and does.

    Attributes:
        title: of the dialog, and of the work where it takes long.
        button: what the button says: 张贴.
        sections: heading and fields.
        command: does it on the writer: the values as they are stored, and what reads the photos; where a
            second person had to prove who it is, `password` is among the values.
        done: takes the result on the GUI thread.
        values: what stands in the fields at first, by name: stored value and shown text.
        intro: a sentence above the form.
        photos: whether photos may be added.
    """

    title: str
    button: str
    sections: Sequence[tuple[str, tuple[Field, ...]]]
    command: "Callable[[Context, Values, Callable[[], list[NewFile]]], Any]"
    done: Callable[[Any], None]
    values: Mapping[str, tuple[object, str]]
    intro: str = ""
    photos: bool = False


class ActDialog(QDialog):
    """The form of a step; it stays open until the step is done.

    Args:
        session: the office at work.
        step: what is asked and done.
        parent: the window.
    """

    def __init__(self, session: "Session", step: Step, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._step = session, step
        self._busy = False
        self.setWindowTitle(step.title)
        shown = tuple(
            (title, tuple(ShownField(field, *self._first(field)) for field in fields))
            for title, fields in step.sections
        )
        record = Record("notices", None, step.title, "", None, shown)
        self.form = RecordForm(record, _no_links, session.today())
        self.form.again_button.hide()
        self.form.save_button.setText(f"{step.button}　Ctrl+S")
        self.form.saved.connect(lambda *_: self._do())
        self.form.cancelled.connect(self.reject)
        self.intro = QLabel(step.intro)
        self.intro.setWordWrap(True)
        if not step.intro:
            self.intro.hide()
        self.photos = PhotoRow(session) if step.photos else None
        self.setAcceptDrops(step.photos)
        self._lay_out(parent)

    def _first(self, field: Field) -> tuple[object, None, str]:
        value, text = self._step.values.get(field.name, (None, ""))
        return value, None, text

    def _lay_out(self, window: QWidget) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[style.px(16)] * 4)
        layout.setSpacing(style.px(10))
        layout.addWidget(self.intro)
        layout.addWidget(self.form, 1)
        inside = self.form.layout()
        if self.photos is not None and isinstance(inside, QVBoxLayout):
            inside.insertWidget(1, self.photos)
        fields = [field for _, group in self._step.sections for field in group]
        notes = sum(field.kind == "longtext" for field in fields)
        height = _REST + _LINE * (len(fields) - notes) + _NOTE * notes
        height += (
            30 * len(self._step.sections) + (_LINE if self.photos else 0) + _INTRO * _lines(self._step.intro)
        )
        room = window.window().size()
        self.resize(
            min(style.px(_WIDTH), room.width() - _MARGIN), min(style.px(height), room.height() - _MARGIN)
        )

    def start(self) -> None:
        """Show it with the cursor in the first field."""
        self.finished.connect(self.deleteLater)
        self.open()
        self.form.start()

    # photos

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take photos dragged over the dialog."""
        if self.photos is not None and incoming.holds_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the photos that were dropped along."""
        if self.photos is not None:
            event.acceptProposedAction()
            self.photos.take(dropped_photos(event.mimeData()))

    # doing

    def reject(self) -> None:
        """Leave it, unless the step is being done."""
        if not self._busy:
            super().reject()

    def _values(self) -> Values:
        today = self._session.today()
        return {name: check(edit.field, edit.value(), today).value for name, edit in self.form.inputs.items()}

    def _do(self, password: str | None = None) -> None:
        if self._busy:
            return
        values = self._values()
        if password is not None:
            values["password"] = password
        photos: Callable[[], list[NewFile]] = self.photos.photos() if self.photos is not None else list
        command = self._step.command

        def work(context: "Context", ticket: "Ticket") -> Any:
            ticket.check()
            return command(context, values, photos)

        self._set_busy(True)
        self._session.work(self._step.title, work, self._done, self._refused, owner=self)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.form.problem.setText("")
        self.form.save_button.setEnabled(not busy)
        self.form.cancel_button.setEnabled(not busy)
        self.form.save_button.setText("正在办理…" if busy else f"{self._step.button}　Ctrl+S")

    def _done(self, result: Any) -> None:
        self._busy = False
        self.accept()
        self._step.done(result)

    def _refused(self, error: BaseException) -> None:
        """Say in the dialog why it was not done; what was typed stays."""
        self._set_busy(False)
        password = password_for(error, self)
        if password is not None:
            self._do(password)
        elif isinstance(error, FormErrors):
            self.form.refuse(error.errors)
        elif isinstance(error, LouyuanError):
            self.form.problem.setText(error.message)
        else:
            raise error


def _lines(text: str) -> int:
    """Return how many lines a text takes above the form, one more for the room around it."""
    return sum(1 + len(each) // _WORDS for each in text.splitlines()) + 1 if text else 0


def _no_links(_: Field, __: str, answer: "Callable[[tuple[Choice, ...]], None]") -> None:
    answer(())
