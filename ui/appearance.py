"""Light or dark as the system says, and the zoom the user chose; tells the window when either changes."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from ui.widgets import style


class Appearance(QObject):
    """Gives the application its looks.

    Args:
        app: the application.
        changed: called after the looks changed, for what is sized in pixels.
    """

    def __init__(self, app: QApplication, changed: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._changed = changed
        app.styleHints().colorSchemeChanged.connect(self._follow)

    @property
    def zoom(self) -> int:
        """The zoom in force, in per cent."""
        return style.zoom()

    def zoom_by(self, steps: int) -> int:
        """Go some steps up or down the zooms; returns the zoom in per cent."""
        at = min(range(len(style.ZOOMS)), key=lambda each: abs(style.ZOOMS[each] - style.zoom()))
        return self.zoom_to(style.ZOOMS[max(0, min(len(style.ZOOMS) - 1, at + steps))])

    def zoom_to(self, percent: int) -> int:
        """Take a zoom; returns it."""
        percent = max(style.ZOOMS[0], min(style.ZOOMS[-1], percent))
        if percent != style.zoom():
            style.apply(self._app, dark=style.is_dark(), percent=percent)
            self._changed()
        return percent

    def _follow(self, scheme: Qt.ColorScheme) -> None:
        dark = scheme == Qt.ColorScheme.Dark
        if dark != style.is_dark():
            style.apply(self._app, dark=dark, percent=style.zoom())
            self._changed()
