"""What people wrote, shown as it is: Qt takes what looks like markup for markup, and fetches what it names.

Labels get the plain format; tool tips, which have none, are escaped where they would be read as markup.
"""

from html import escape
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

L = TypeVar("L", bound=QLabel)


def plain(label: L) -> L:
    """Have a label show its text as it is; returns the label."""
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def plain_tip(text: str) -> str:
    """Return a text as a tool tip shows it as it is."""
    if "<" not in text and "&" not in text:
        return text
    return f"<qt>{escape(text)}</qt>".replace("\n", "<br>")
