"""What the exchange says is shown in a window too: it names no command."""

from __future__ import annotations

import ast
import re
from pathlib import Path

_ROOT = Path(__file__).parents[3]
_COMMAND = re.compile(
    r"(?<![a-z])sync (setup|request|enrol|accept|renew|revoke|export|import|exchange|status|verify)\b"
)
_CHINESE = re.compile(r"[一-鿿]{2}")


def _sentences(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def test_sentences_of_the_window_name_no_command() -> None:
    files = [*(_ROOT / "services" / "sync").glob("*.py"), *(_ROOT / "ui").rglob("*.py")]
    assert len(files) > 100
    found = [
        (path.name, text)
        for path in files
        for text in _sentences(path)
        if _COMMAND.search(text) and _CHINESE.search(text)
    ]
    assert found == []
