"""How the window looks: colours of light and dark, type scale, spacing, zoom; one place for all of it."""

from string import Template
from typing import TYPE_CHECKING

from services.resources import resource_text

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QPalette
    from PySide6.QtWidgets import QApplication

FAMILIES = [
    "Microsoft YaHei UI",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
]
"""Fonts of the screen in order of preference; each has the characters of the register."""

NAVIGATION, HEADER, ROW, GAP = 184, 56, 34, 13
"""Sizes of the navigation and the header at 100 %, in pixels; the frame of the first moment has them too."""

ZOOMS = (80, 90, 100, 110, 125, 150, 175, 200)
"""Steps of Ctrl + and Ctrl −, in per cent."""

SIZES = {"small": 12, "body": 14, "heading": 15, "title": 20, "wordmark": 18, "large": 26}
"""Type scale in pixels at 100 %."""

ICON, ICON_GAP = 16, 5
"""Side of an icon on a button, and what is kept free behind it."""

# Text on its ground has a contrast of at least 4.5 : 1 (tests/ui/test_style.py computes it).
LIGHT = {
    "ground": "#f4f6f7",
    "surface": "#ffffff",
    "raised": "#ffffff",
    "line": "#dde3e6",
    "edge": "#b9c3c9",
    "hover": "#eef2f3",
    "text": "#18232b",
    "muted": "#56646f",
    "faint": "#9aa6ae",
    "accent": "#1f6f5c",
    "accent_hover": "#195c4c",
    "on_accent": "#ffffff",
    "soft": "#e2f0eb",
    "selection": "#d5eae3",
    "warn": "#825200",
    "warn_ground": "#fff7e3",
    "warn_line": "#eed9a2",
    "error": "#ae2a20",
    "error_ground": "#fdeeec",
    "error_line": "#efc3bd",
    "ok": "#1d6b45",
    "info": "#2b5c8a",
    "info_ground": "#ecf3fa",
    "info_line": "#c6d9ea",
    "toast": "#25323b",
    "on_toast": "#ffffff",
    "toast_link": "#8fdcc3",
    "handle": "#c3ccd1",
    "handle_hover": "#93a0a8",
    "skeleton": "#e9edef",
}
DARK = {
    "ground": "#14191d",
    "surface": "#1b2227",
    "raised": "#232c32",
    "line": "#2e3940",
    "edge": "#4a5962",
    "hover": "#263037",
    "text": "#e3e9ed",
    "muted": "#a3b1ba",
    "faint": "#6c7a83",
    "accent": "#5cc3a5",
    "accent_hover": "#74d0b5",
    "on_accent": "#0c231c",
    "soft": "#1d3a32",
    "selection": "#23463c",
    "warn": "#f0c368",
    "warn_ground": "#332a14",
    "warn_line": "#5c4a1f",
    "error": "#ff9d92",
    "error_ground": "#3a1e1b",
    "error_line": "#6b332d",
    "ok": "#79cfa0",
    "info": "#93c1ea",
    "info_ground": "#1a2a38",
    "info_line": "#2d4a63",
    "toast": "#dfe6ea",
    "on_toast": "#14191d",
    "toast_link": "#135a48",
    "handle": "#46535b",
    "handle_hover": "#6c7a83",
    "skeleton": "#252e34",
}


class _Look:
    """What is in force now: the colours and the zoom in per cent."""

    colours = LIGHT
    zoom = 100


_now = _Look()


def colours() -> dict[str, str]:
    """Return all colours of the palette in force by name."""
    return _now.colours


def colour(name: str) -> str:
    """Return a colour of the palette in force as #rrggbb.

    Raises:
        KeyError: there is no colour of this name.
    """
    return _now.colours[name]


def zoom() -> int:
    """Return the zoom in force, in per cent."""
    return _now.zoom


def is_dark() -> bool:
    """Return whether the dark colours are in force."""
    return _now.colours is DARK


def is_dark_palette(app: "QApplication") -> bool:
    """Return whether the system wants dark colours; Qt's own palette follows it."""
    return app.palette().window().color().lightness() < 128


def px(length: float) -> int:
    """Return a length of the design in pixels at the zoom in force.

    Args:
        length: pixels at 100 %.
    """
    return round(length * _now.zoom / 100)


def font(size: str = "body", *, bold: bool = False) -> "QFont":
    """Return a font of the type scale at the zoom in force."""
    from PySide6.QtGui import QFont

    made = QFont()
    made.setFamilies(FAMILIES)
    made.setPixelSize(px(SIZES[size]))
    if bold:
        made.setWeight(QFont.Weight.DemiBold)
    return made


def choose(*, dark: bool, percent: int = 100) -> None:
    """Put colours and zoom in force without telling the application; arguments as for `apply`."""
    _now.colours = DARK if dark else LIGHT
    _now.zoom = percent


def apply(app: "QApplication", *, dark: bool, percent: int = 100) -> None:
    """Give the whole window its colours, fonts and style sheet.

    Args:
        app: the application.
        dark: whether the system wants dark colours.
        percent: zoom.
    """
    choose(dark=dark, percent=percent)
    app.setFont(font())
    app.setPalette(_palette())
    app.setStyleSheet(sheet())


def sheet() -> str:
    """Return the style sheet with colours and sizes filled in."""
    values = dict(_now.colours)
    values |= {f"type_{name}": f"{px(size)}px" for name, size in SIZES.items()}
    values |= {
        f"px{length}": f"{px(length)}px" for length in (2, 3, 4, 6, 8, 10, 11, 12, 14, 16, 20, 24, 28, 32)
    }
    values |= {"icon": f"{px(ICON)}px", "icon_wide": f"{px(ICON + ICON_GAP)}px"}
    return Template(resource_text("style/window.qss")).substitute(values)


def _palette() -> "QPalette":
    from PySide6.QtGui import QColor, QPalette

    roles = QPalette.ColorRole
    palette = QPalette()
    for role, name in (
        (roles.Window, "ground"),
        (roles.WindowText, "text"),
        (roles.Base, "surface"),
        (roles.AlternateBase, "hover"),
        (roles.Text, "text"),
        (roles.Button, "surface"),
        (roles.ButtonText, "text"),
        (roles.BrightText, "error"),
        (roles.Highlight, "selection"),
        (roles.HighlightedText, "text"),
        (roles.PlaceholderText, "muted"),
        (roles.ToolTipBase, "raised"),
        (roles.ToolTipText, "text"),
        (roles.Link, "accent"),
        (roles.Accent, "accent"),
        (roles.Light, "raised"),
        (roles.Midlight, "line"),
        (roles.Mid, "edge"),
        (roles.Dark, "edge"),
        (roles.Shadow, "edge"),
    ):
        palette.setColor(role, QColor(_now.colours[name]))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(_now.colours["faint"]))
    return palette
