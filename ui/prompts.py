"""The only module that opens a message box or a file dialog; tests script its answers."""

import re
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

Level = Literal["info", "warn", "error", "question"]
_ICONS: dict[Level, tuple[str, str]] = {
    "info": ("fa6s.circle-info", "info"),
    "warn": ("fa6s.triangle-exclamation", "warn"),
    "error": ("fa6s.circle-xmark", "error"),
    "question": ("fa6s.circle-question", "accent"),
}
_ICON_SIDE = 28


@dataclass(frozen=True, slots=True)
class Button:
    """One answer of a question.

    Attributes:
        key: what `ask` returns.
        label: what stands on the button.
        role: "accept" is the default, "reject" is what Esc means, "other" neither.
    """

    key: str
    label: str
    role: Literal["accept", "reject", "other"] = "other"


@dataclass
class Script:
    """Answers for tests: each prompt takes the next one and is noted.

    Attributes:
        answers: the key of a button, a path, a text, or None for a dialog that is left.
        asked: the texts of the prompts so far.
    """

    answers: deque[object]
    asked: list[str] = field(default_factory=list)

    def take(self, text: str) -> object:
        """Note a prompt and return its answer.

        Raises:
            AssertionError: nobody expected a prompt here.
        """
        self.asked.append(text)
        if not self.answers:
            raise AssertionError(f"a prompt without a scripted answer: {text}")
        return self.answers.popleft()


_scripts: list[Script] = []


@contextmanager
def scripted(*answers: object) -> Iterator[Script]:
    """Answer every prompt inside the block from a list instead of asking.

    Args:
        answers: in the order the prompts come; all of them must be used.
    """
    script = Script(deque(answers))
    _scripts.append(script)
    try:
        yield script
        if script.answers:
            raise AssertionError(f"prompts that never came: {list(script.answers)}")
    finally:
        _scripts.remove(script)


def is_scripted() -> bool:
    """Return whether a test answers the prompts: nothing is opened outside the program then."""
    return bool(_scripts)


def ask_password(parent: "QWidget | None", title: str, label: str) -> str | None:
    """Ask for a password, which is not shown; None when it was left."""
    if _scripts:
        answer = _scripts[-1].take(label)
        return None if answer is None else str(answer)
    from PySide6.QtWidgets import QInputDialog, QLineEdit

    dialog = QInputDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setLabelText(label)
    dialog.setTextEchoMode(QLineEdit.EchoMode.Password)
    dialog.setOkButtonText("确定")
    dialog.setCancelButtonText("取消")
    accepted = dialog.exec()
    found = dialog.textValue()
    dialog.deleteLater()
    return found if accepted else None


def ask(
    parent: "QWidget | None", title: str, text: str, buttons: tuple[Button, ...], detail: str = ""
) -> str:
    """Ask a question and wait for the answer.

    Args:
        parent: the window it belongs to.
        title: what it is about, in a few words.
        text: the question, one sentence.
        buttons: the answers, from left to right.
        detail: what follows from the answers, in smaller type.

    Returns:
        The key of the button; that of the "reject" button for Esc and for closing the box.
    """
    if _scripts:
        return str(_scripts[-1].take(text))
    return _box(parent, "question", title, text, buttons, detail)


def tell(
    parent: "QWidget | None", text: str, detail: str = "", *, title: str = "", level: Level = "warn"
) -> None:
    """Say something that must be read before going on.

    Args:
        parent: the window it belongs to.
        text: what happened and what to do.
        detail: more about it, in smaller type.
        title: what it is about.
        level: decides the icon.
    """
    if _scripts:
        _scripts[-1].take(text)
        return
    _box(parent, level, title or "楼院台账", text, (Button("ok", "知道了", "accept"),), detail)


def _box(
    parent: "QWidget | None", level: Level, title: str, text: str, buttons: tuple[Button, ...], detail: str
) -> str:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QMessageBox

    from ui.widgets import icons, style

    roles = {
        "accept": QMessageBox.ButtonRole.AcceptRole,
        "reject": QMessageBox.ButtonRole.RejectRole,
        "other": QMessageBox.ButtonRole.DestructiveRole,
    }
    box = QMessageBox(parent)
    icon, colour = _ICONS[level]
    side = style.px(_ICON_SIDE)
    box.setIconPixmap(icons.icon(icon, colour).pixmap(side, side))
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)  # names stand in it as people wrote them
    box.setText(text)
    box.setInformativeText(detail)
    keys: dict[object, str] = {}
    for each in buttons:
        button = box.addButton(each.label, roles[each.role])
        keys[button] = each.key
        if each.role == "accept":
            button.setProperty("primary", True)
            button.style().unpolish(button)
            button.style().polish(button)
            box.setDefaultButton(button)
        if each.role == "reject" or len(buttons) == 1:
            box.setEscapeButton(button)
    box.exec()
    chosen = keys.get(box.clickedButton())
    box.deleteLater()
    rejected = [each.key for each in buttons if each.role == "reject"]
    return chosen if chosen is not None else (rejected or [buttons[-1].key])[0]


def ask_text(parent: "QWidget | None", title: str, label: str, text: str = "") -> str | None:
    """Ask for one line of text; None when it was left."""
    if _scripts:
        answer = _scripts[-1].take(label)
        return None if answer is None else str(answer)
    from PySide6.QtWidgets import QInputDialog

    dialog = QInputDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setLabelText(label)
    dialog.setTextValue(text)
    dialog.setOkButtonText("确定")
    dialog.setCancelButtonText("取消")
    accepted = dialog.exec()
    found = dialog.textValue()
    dialog.deleteLater()
    return found if accepted else None


def ask_long_text(parent: "QWidget | None", title: str, label: str, text: str = "") -> str | None:
    """Ask for several lines of text; None when it was left."""
    if _scripts:
        answer = _scripts[-1].take(label)
        return None if answer is None else str(answer)
    from PySide6.QtWidgets import QInputDialog

    dialog = QInputDialog(parent)
    dialog.setOption(QInputDialog.InputDialogOption.UsePlainTextEditForTextInput)
    dialog.setWindowTitle(title)
    dialog.setLabelText(label)
    dialog.setTextValue(text)
    dialog.setOkButtonText("确定")
    dialog.setCancelButtonText("取消")
    accepted = dialog.exec()
    found = dialog.textValue()
    dialog.deleteLater()
    return found if accepted else None


def open_file(parent: "QWidget | None", title: str, kinds: str, folder: Path | None = None) -> Path | None:
    """Ask for a file to read.

    Args:
        parent: the window it belongs to.
        title: what it is for.
        kinds: as Qt writes filters: "表格 (*.xlsx *.xls)".
        folder: where to begin.

    Returns:
        The file, or None when the dialog was left.
    """
    if _scripts:
        return _path(_scripts[-1].take(title))
    from PySide6.QtWidgets import QFileDialog

    name, _ = QFileDialog.getOpenFileName(parent, title, str(folder or ""), kinds)
    return Path(name) if name else None


def open_files(parent: "QWidget | None", title: str, kinds: str, folder: Path | None = None) -> list[Path]:
    """Ask for several files to read; arguments as for `open_file`.

    Returns:
        The files; none when the dialog was left.
    """
    if _scripts:
        answer = _scripts[-1].take(title)
        return [Path(str(each)) for each in answer] if isinstance(answer, (list, tuple)) else []
    from PySide6.QtWidgets import QFileDialog

    names, _ = QFileDialog.getOpenFileNames(parent, title, str(folder or ""), kinds)
    return [Path(name) for name in names]


def save_file(parent: "QWidget | None", title: str, proposed: Path, kinds: str) -> Path | None:
    """Ask for a file to write; the system's dialog asks before one is replaced.

    Args:
        parent: the window it belongs to.
        title: what it is for.
        proposed: folder and name to begin with.
        kinds: as for `open_file`.

    Returns:
        The file, or None when the dialog was left.
    """
    if _scripts:
        return _path(_scripts[-1].take(title))
    from PySide6.QtWidgets import QFileDialog

    name, chosen = QFileDialog.getSaveFileName(parent, title, str(proposed), kinds)
    if not name:
        return None
    path = with_ending(Path(name), chosen, kinds)
    if path != Path(name) and path.exists():  # the dialog asked about another name
        yes, no = Button("replace", "替换", "accept"), Button("keep", "不替换", "reject")
        if ask(parent, title, f"“{path.name}”已经有了，要替换吗？", (yes, no)) != "replace":
            return None
    return path


def with_ending(path: Path, chosen: str, kinds: str) -> Path:
    """Return a path with the ending of the kind that was chosen, where it has none or that of another kind.

    Args:
        path: as it was typed.
        chosen: the filter chosen in the dialog: "CSV 文本 (*.csv)".
        kinds: all filters of the dialog.
    """
    wanted, known = _endings(chosen), _endings(kinds)
    ending = path.suffix.lower()
    if not wanted or ending in wanted:
        return path
    return path.with_suffix(wanted[0]) if ending in known else path.with_name(path.name + wanted[0])


def _endings(kinds: str) -> list[str]:
    """Return the endings that filters name, without the one for all files."""
    return [word for word in re.findall(r"\*(\.\w+)", kinds.lower())]


def choose_folder(parent: "QWidget | None", title: str, folder: Path | None = None) -> Path | None:
    """Ask for a folder; None when the dialog was left."""
    if _scripts:
        return _path(_scripts[-1].take(title))
    from PySide6.QtWidgets import QFileDialog

    name = QFileDialog.getExistingDirectory(parent, title, str(folder or ""))
    return Path(name) if name else None


def _path(answer: object) -> Path | None:
    return None if answer is None else Path(str(answer))
