"""Colours can be read, sizes follow the zoom, every icon that is named exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication

from ui.widgets import icons, style

ROOT = Path(__file__).resolve().parents[2]
ON_GROUNDS = (
    ("text", ("ground", "surface", "raised", "hover", "soft", "selection")),
    (
        "muted",
        ("ground", "surface", "hover", "soft", "selection", "warn_ground", "error_ground", "info_ground"),
    ),
    ("accent", ("ground", "surface", "soft")),
    ("on_accent", ("accent", "accent_hover")),
    ("warn", ("surface", "warn_ground")),
    ("error", ("surface", "error_ground")),
    ("ok", ("surface",)),
    ("info", ("surface", "info_ground")),
    ("text", ("warn_ground", "error_ground", "info_ground")),
    ("on_toast", ("toast",)),
    ("toast_link", ("toast",)),
)


def _luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("palette", [style.LIGHT, style.DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("words", "grounds"), ON_GROUNDS)
def test_words_can_be_read_on_their_ground(
    palette: dict[str, str], words: str, grounds: tuple[str, ...]
) -> None:
    poor = {ground: contrast(palette[words], palette[ground]) for ground in grounds}
    assert {ground: ratio for ground, ratio in poor.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("palette", [style.LIGHT, style.DARK], ids=["light", "dark"])
def test_focus_is_seen_on_every_ground(palette: dict[str, str]) -> None:
    assert all(contrast(palette["accent"], palette[ground]) >= 3 for ground in ("ground", "surface", "hover"))


def test_light_and_dark_name_the_same_colours() -> None:
    assert style.LIGHT.keys() == style.DARK.keys()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("percent", style.ZOOMS)
def test_the_sheet_is_filled_in_for_every_look(qapp: QApplication, dark: bool, percent: int) -> None:
    style.apply(qapp, dark=dark, percent=percent)
    assert "$" not in qapp.styleSheet()
    assert style.px(100) == percent
    assert qapp.font().pixelSize() == round(14 * percent / 100)


def test_every_icon_that_is_named_exists(qapp: QApplication) -> None:
    sources = [path for layer in ("services", "ui") for path in (ROOT / layer).rglob("*.py")]
    names = {name for path in sources for name in re.findall(r"\bfa6s\.[a-z0-9-]+", path.read_text("utf-8"))}
    assert len(names) > 30
    assert [name for name in sorted(names) if icons.outline(name).isEmpty()] == []


def test_an_icon_that_does_not_exist_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(KeyError):
        icons.outline("fa6s.no-such-icon")


def test_an_icon_is_drawn_in_the_colour_of_the_day(qapp: QApplication) -> None:
    def colours() -> set[str]:
        image = icons.icon("fa6s.building", "accent").pixmap(QSize(32, 32), mode=QIcon.Mode.Normal).toImage()
        return {
            image.pixelColor(x, y).name()
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() == 255
        }

    assert colours() == {style.LIGHT["accent"]}
    style.apply(qapp, dark=True)
    assert colours() == {style.DARK["accent"]}


def test_no_colour_stands_outside_the_palette() -> None:
    """Colours are named in ui/widgets/style.py only, so that dark is dark everywhere."""
    files = [path for path in (ROOT / "ui").rglob("*.py") if path.name != "style.py"]
    files += [ROOT / "resources" / "style" / "window.qss"]
    found = {
        path.name: names
        for path in files
        if (names := re.findall(r"#[0-9a-fA-F]{6}\b", path.read_text("utf-8")))
    }
    assert found == {}
    assert QColor(style.LIGHT["accent"]).isValid()
