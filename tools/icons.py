"""Cut the icons the window uses out of QtAwesome's font, so that the start need not load QtAwesome.

`python -m tools.icons` writes `resources/icons/icons.ttf` (outlines) and `icons.json` (name → code point).
"""

from __future__ import annotations

import json
import re
from importlib import util
from pathlib import Path

from tools.environment import ROOT

TARGET = ROOT / "resources" / "icons"
_NAME = re.compile(r"\bfa6s\.([a-z0-9-]+)")


def used_names() -> list[str]:
    """Return the names of all icons named anywhere in the program, sorted."""
    sources = [path for layer in ("services", "ui") for path in (ROOT / layer).rglob("*.py")]
    found = {name for path in sources for name in _NAME.findall(path.read_text(encoding="utf-8"))}
    return sorted(found)


def _fonts() -> Path:
    package = util.find_spec("qtawesome")
    if package is None or package.origin is None:
        raise SystemExit("QtAwesome is not installed.")
    return Path(package.origin).parent / "fonts"


def write_icons() -> None:
    """Write the font with the used outlines and the table of their code points."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    charmap_file = next(_fonts().glob("fontawesome6-solid-webfont-charmap-*.json"))
    charmap = json.loads(charmap_file.read_text(encoding="utf-8"))
    names = used_names()
    points = {name: int(charmap[name], 16) for name in names}
    font = TTFont(next(_fonts().glob("fontawesome6-solid-webfont-[0-9]*.ttf")))
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.glyph_names = False
    options.name_IDs = [0, 1, 2, 13, 14]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=points.values())
    subsetter.subset(font)
    TARGET.mkdir(parents=True, exist_ok=True)
    font.save(TARGET / "icons.ttf")
    lines = ",\n".join(f' "{name}": {point}' for name, point in points.items())
    (TARGET / "icons.json").write_text("{\n" + lines + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    write_icons()
