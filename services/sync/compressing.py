"""The one door to `zstandard`: frames of a package made small, and large again up to what was announced."""

from collections.abc import Iterable, Iterator
from typing import IO, Any

from services.sync.limits import WINDOW

LEVEL = 3
_BLOCK = 256 << 10


class Overlong(Exception):
    """More came out than was announced."""


class Broken(Exception):
    """It is no zstd stream, or one that needs more memory than is allowed."""


class Compressed:
    """Reads as a zstd stream of the pieces it is given, made while it is read.

    Args:
        pieces: the plain bytes.
        size: how many bytes they are together, where that is known.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        import zstandard

        self._pieces = iter(pieces)
        self._made = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compressobj()
        self._ready = bytearray()
        self._over = False

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes, all that are left for -1, none at the end."""
        while not self._over and (size < 0 or len(self._ready) < size):
            piece = next(self._pieces, None)
            if piece is None:
                self._ready += self._made.flush()
                self._over = True
            else:
                self._ready += self._made.compress(piece)
        wanted = len(self._ready) if size < 0 else size
        taken = bytes(self._ready[:wanted])
        del self._ready[:wanted]
        return taken


def decompressed(source: IO[bytes] | Any, size: int) -> Iterator[bytes]:
    """Yield the plain bytes of a zstd stream piece by piece, each at most 256 KiB.

    Args:
        source: something with `read`.
        size: how many bytes were announced.

    Raises:
        Overlong: there is more; nothing beyond was kept.
        Broken: it is no zstd stream, is cut short, or wants a window above 8 MiB.
    """
    import zstandard

    made = zstandard.ZstdDecompressor(max_window_size=WINDOW)
    left = size
    try:
        with made.stream_reader(source, read_across_frames=True, closefd=False) as reader:
            while piece := reader.read(_BLOCK):
                left -= len(piece)
                if left < 0:
                    raise Overlong
                yield piece
    except zstandard.ZstdError as error:
        raise Broken(str(error)) from error
