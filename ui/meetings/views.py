"""Several views in one place of which one is in front: only that one says how much room is needed."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget


class Views(QStackedWidget):
    """One view at a time; another one does not make the page higher than the window."""

    def hasHeightForWidth(self) -> bool:
        """The height is that of the window."""
        return False

    def minimumSizeHint(self) -> QSize:
        """Return what the view in front needs, whatever the others would need."""
        view = self.currentWidget()
        return view.minimumSizeHint() if view is not None else super().minimumSizeHint()
