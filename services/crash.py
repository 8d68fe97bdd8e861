"""Crash reports without personal data: where in the program it happened, never what the values were."""

import platform
import tempfile
import traceback
from pathlib import Path


def text_of(error: BaseException) -> str:
    """Return a report of a bug: kinds of errors and lines of the program, no values, no paths of the user.

    Args:
        error: what was raised; its message may hold names, so only its kind is written.
    """
    lines = [
        "楼院台账 错误报告",
        f"系统：{platform.system()} {platform.release()}，Python {platform.python_version()}",
    ]
    shown: BaseException | None = error
    while shown is not None:
        lines.append(f"{type(shown).__module__}.{type(shown).__name__}")
        for frame in traceback.extract_tb(shown.__traceback__):
            lines.append(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}")
        shown = shown.__cause__ or shown.__context__
        if shown is not None:
            lines.append("起因：")
    return "\n".join(lines) + "\n"


def report(error: BaseException) -> Path:
    """Write the report to a temporary file and return its path."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="louyuan-crash-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.write(text_of(error))
    return Path(file.name)
