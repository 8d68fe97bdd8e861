"""Text files that people hand over: the encodings that are really sent, and a limit."""

from pathlib import Path

from models.errors import EnvironmentFault, UserError

MOST_BYTES = 256 * 1024
"""More than any sheet holds: the longest text of a record is 20,000 characters."""


def read_text(path: Path) -> str:
    """Return the text of a file in UTF-8, UTF-16 with its mark, or GB18030.

    Raises:
        UserError: it is missing, a folder, too large, or no text.
        EnvironmentFault: it cannot be read.
    """
    try:
        if not path.is_file():
            raise UserError(f"没有找到文本文件“{path}”。请检查路径。")
        if path.stat().st_size > MOST_BYTES:
            raise UserError(f"文本文件“{path.name}”太大，最多 {MOST_BYTES // 1024} KB。请删减后再试。")
        data = path.read_bytes()
    except OSError as error:
        raise EnvironmentFault(f"文本文件“{path.name}”读不出来。请检查磁盘和权限。") from error
    return decoded(data, path.name)


def decoded(data: bytes, name: str) -> str:
    """Return bytes as text; see `read_text`."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UserError(f"“{name}”不是文本文件。请用记事本把正文存成文本文件（.txt）后再试。")
