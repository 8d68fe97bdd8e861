"""Registering by hand that something has to be shown: which courtyard, which line, about what."""

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from models.vocab import Vocabulary
from services.records import FormErrors, Record, ShownField
from services.subjects import Field
from ui.widgets import style
from ui.widgets.form import RecordForm

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from services.disclosure.catalogue import DisclosureItem
    from services.office import Context
    from services.records import Choice, Saved
    from ui.session import Session

BY_HAND: Final = ("by_hand", "project")
"""Triggers that somebody has to register: nothing in the records tells them."""
_WIDTH, _HEIGHT = 760, 380


class RegisterDialog(QDialog):
    """A form with four fields.

    Args:
        session: reads the choices and writes.
        items: lines of the catalogue that are registered by hand.
        parent: the window.
    """

    def __init__(self, session: "Session", items: "Sequence[DisclosureItem]", parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle("登记要公开的事项")
        self.resize(style.px(_WIDTH), style.px(_HEIGHT))
        lines = Vocabulary("disclosure_items", tuple((item.id.hex(), item.title) for item in items))
        fields = (
            Field("courtyard_id", "楼院", "ref", required=True, target="courtyards"),
            Field("item", "公开目录中的", "choice", required=True, vocabulary=lines),
            Field("reason", "公开什么", required=True, help="如“电动自行车充电棚收费标准”。"),
            Field("from_day", "从哪天起", "date", help="不写时从今天起算期限。"),
        )
        shown = tuple(ShownField(field, None, None, "") for field in fields)
        record = Record("disclosure-switches", None, "登记要公开的事项", "", None, (("要公开的事项", shown),))
        self.form = RecordForm(record, self._look_up, session.today())
        self.form.saved.connect(self._save)
        self.form.cancelled.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.form)
        self.form.start()

    def _look_up(self, field: Field, text: str, answer: "Callable[[tuple[Choice, ...]], None]") -> None:
        def fetch(context: "Context") -> "tuple[Choice, ...]":
            from services import records

            return records.choices(context, "courtyards", text)

        self._session.read(fetch, answer, owner=self, key=(id(self), "choices"))

    def _save(self, values: dict[str, object], again: bool) -> None:
        courtyard, item = values["courtyard_id"], bytes.fromhex(str(values["item"]))
        reason, day = str(values["reason"] or ""), str(values["from_day"] or "")

        def write(context: "Context") -> "Saved":
            from services.disclosure import switches

            assert isinstance(courtyard, bytes)
            return switches.switch(context, courtyard, item, True, reason, day)

        def written(saved: "Saved") -> None:
            if saved.committed is not None:
                said = f"已登记要公开的“{reason}”"
                self._session.committed(saved.committed.touched, said, saved.committed.tx_id)
            if again:
                self.form.inputs["reason"].put("", "")
                self.form.start()
            else:
                self.accept()

        self._session.write(write, written, self._refused, owner=self)

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, FormErrors):
            self.form.refuse(error.errors)
        else:
            self._session.report(error)


def register(session: "Session", parent: QWidget) -> None:
    """Ask what has to be shown; the catalogue is read first."""

    def read(context: "Context") -> "tuple[DisclosureItem, ...]":
        from services.disclosure.catalogue import catalogue

        return tuple(item for item in catalogue(context) if item.trigger in BY_HAND)

    def ask(items: "tuple[DisclosureItem, ...]") -> None:
        dialog = RegisterDialog(session, items, parent)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    session.read(read, ask, owner=parent)
