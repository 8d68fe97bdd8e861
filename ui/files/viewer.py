"""Looking at photos and PDFs of a record inside the program, one after the other."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.errors import EnvironmentFault, LouyuanError
from ui.files.photo_view import PhotoView
from ui.widgets import icons, pdf_pages, style
from ui.widgets.elided import Elided
from ui.widgets.message_panel import MessagePanel
from ui.widgets.pdf_view import PdfView

if TYPE_CHECKING:
    from services.attachments import AttachedFile
    from services.office import Context
    from ui.session import Session

SHARE = 0.92
"""Size of the dialog as a share of the window."""
_Content = tuple[bytes, QImage | None, list[QSizeF]]


def _read(context: "Context", file: "AttachedFile") -> _Content:
    """Read and decode a file, on the reader's thread.

    Raises:
        LouyuanError: it is gone, damaged, or cannot be read as what it says it is.
    """
    from services import attachments

    data = attachments.content(context, file.id)
    if file.shape == "pdf":
        try:
            return data, None, pdf_pages.page_sizes(data)
        except EnvironmentFault as error:
            sentence = "这个 PDF 打不开，可能加了密码或已损坏。可以另存为一份，用别的软件看看。"
            raise EnvironmentFault(sentence) from error
    image = QImage.fromData(data)
    if image.isNull():
        raise EnvironmentFault("这张照片读不出来，可能已损坏。请从备份恢复，或删除后重新添加。")
    return data, image, []


class FileViewer(QDialog):
    """One photo or PDF at a time; arrows lead to the others.

    Args:
        session: reads through it.
        files: what can be looked at, in order.
        at: the one to begin with.
        parent: the window.
    """

    def __init__(
        self, session: "Session", files: "tuple[AttachedFile, ...]", at: int, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._files = files
        self._at = at
        self.photo = PhotoView()
        self.pdf = PdfView(session.tasks)
        self.message = MessagePanel()
        self.stack = QStackedWidget()
        for widget in (self.photo, self.pdf, self.message):
            self.stack.addWidget(widget)
        self.caption = Elided("", last=True)
        self.caption.setProperty("role", "heading")
        self.place = QLabel()
        self.place.setProperty("role", "muted")
        self.size_label = QLabel()
        self.size_label.setProperty("role", "muted")
        self._lay_out()
        self.photo.zoom_changed.connect(self._zoomed)
        self.pdf.zoom_changed.connect(self._zoomed)
        window = parent.window().size()
        self.resize(round(window.width() * SHARE), round(window.height() * SHARE))
        self._show()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(style.px(6))
        row.addWidget(self.caption, 1)
        row.addWidget(self.place)
        self.back = self._button("fa6s.chevron-left", "上一个", lambda: self.go(-1), "Left")
        self.forth = self._button("fa6s.chevron-right", "下一个", lambda: self.go(1), "Right")
        smaller = self._button("fa6s.magnifying-glass-minus", "缩小（−）", lambda: self._zoom("zoom_out"))
        larger = self._button("fa6s.magnifying-glass-plus", "放大（+）", lambda: self._zoom("zoom_in"))
        fit = self._button("fa6s.expand", "适合窗口（0）", lambda: self._zoom("fit"))
        close = QPushButton("关闭")
        close.setAutoDefault(False)
        close.setToolTip("关闭（Esc）")
        close.clicked.connect(self.reject)
        for widget in (self.back, self.forth, smaller, self.size_label, larger, fit, close):
            row.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setSpacing(style.px(8))
        layout.addLayout(row)
        layout.addWidget(self.stack, 1)
        QShortcut(QKeySequence("0"), self, lambda: self._zoom("fit"))

    def _button(self, icon: str, name: str, action: Callable[[], None], keys: str = "") -> QPushButton:
        button = QPushButton(icons.icon(icon), "")
        button.setProperty("flat", True)
        button.setAutoDefault(False)
        button.setAccessibleName(name)
        button.setToolTip(f"{name}（{'←' if keys == 'Left' else '→'}）" if keys else name)
        button.clicked.connect(action)
        if keys:
            QShortcut(QKeySequence(keys), self, action)
        return button

    @property
    def file(self) -> "AttachedFile":
        """The file that is shown."""
        return self._files[self._at]

    def go(self, step: int) -> None:
        """Show the next file, or the one before; at the ends nothing happens."""
        if 0 <= self._at + step < len(self._files):
            self._at += step
            self._show()

    def _zoom(self, what: str) -> None:
        view = self.stack.currentWidget()
        if view is self.pdf and what == "fit":
            self.pdf.set_zoom("page")
        elif view is not self.message:
            getattr(view, what)()

    def _zoomed(self, zoom: float) -> None:
        self.size_label.setText(f"{round(zoom * 100)}%")

    def _show(self) -> None:
        file = self.file
        self.setWindowTitle(file.title)
        self.caption.setText(file.title if file.caption == "" else f"{file.caption}　{file.name}")
        self.place.setText(f"第{self._at + 1}个，共{len(self._files)}个")
        self.back.setEnabled(self._at > 0)
        self.forth.setEnabled(self._at < len(self._files) - 1)
        self._session.read(
            lambda context: _read(context, file),
            lambda content: self._take(file, content),
            self._fail,
            owner=self,
            key=(id(self), "content"),
        )

    def _take(self, file: "AttachedFile", content: _Content) -> None:
        data, image, sizes = content
        view: PhotoView | PdfView = self.photo if image is not None else self.pdf
        view.setAccessibleName(f"{'照片' if image is not None else 'PDF'}：{file.title}")
        self.stack.setCurrentWidget(view)
        if image is not None:
            self.photo.show_photo(image)
        else:
            self.pdf.show_pdf(data, sizes)
        view.setFocus()

    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        self.message.say("fa6s.circle-exclamation", "没有打开", error.message, colour="error")
        self.size_label.clear()
        self.stack.setCurrentWidget(self.message)
