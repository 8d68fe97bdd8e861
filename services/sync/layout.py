"""How the file of a package is laid out (docs/sync-format.md, "The file"), for writers and readers."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from models.errors import EnvironmentFault
from services import crypto

MAGIC: Final = b"\x89CSP\r\n\x1a\n"
TRAILER: Final = b"CSPEND\r\n"
VERSION: Final = 1
SUITE: Final = 1
"""age X25519 and Ed25519; 2 is kept for SM2, SM3 and SM4."""
LABEL: Final = b"csp1\0"
FIXED: Final = struct.Struct(">8sHHI")
LENGTH: Final = struct.Struct(">Q")
FRAME: Final = struct.Struct(">IB")
END: Final = crypto.SIGNATURE_SIZE + len(TRAILER)
SMALLEST: Final = FIXED.size + 2 + LENGTH.size + END


@contextmanager
def faults() -> Iterator[None]:
    """Name what the local disk or the stick says, in words."""
    try:
        yield
    except OSError as error:
        name = Path(error.filename).name if isinstance(error.filename, str) else "数据包"
        raise EnvironmentFault(f"“{name}”没有读写成功。请检查U盘和磁盘空间后再试一次。") from error
