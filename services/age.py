"""The one door to age encryption (X25519) through `pyrage`: streams, flat in memory."""

from collections.abc import Sequence
from typing import IO, Any, Protocol


class Source(Protocol):
    """What bytes are read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes, none at the end."""
        ...


class Sink(Protocol):
    """What bytes are written to."""

    def write(self, data: bytes, /) -> int:
        """Take bytes and return their number."""
        ...

    def flush(self) -> None:
        """Hand on what was taken."""
        ...


class Unopenable(Exception):
    """The file is not for these identities, or it is damaged; age does not tell who wrote it."""


def new_pair() -> tuple[str, str]:
    """Return a fresh pair: the recipient (`age1…`) and the identity (`AGE-SECRET-KEY-1…`)."""
    from pyrage import x25519

    identity = x25519.Identity.generate()
    return str(identity.to_public()), str(identity)


def is_recipient(text: str) -> bool:
    """Tell whether a text is a recipient something can be encrypted for."""
    from pyrage import RecipientError, x25519

    try:
        x25519.Recipient.from_str(text)
    except RecipientError:
        return False
    return True


def encrypt(source: Source, sink: IO[bytes], recipients: Sequence[str]) -> None:
    """Encrypt everything of a source for all of the recipients.

    Args:
        source: plain bytes; what it raises is raised here.
        sink: takes the age file.
        recipients: at least one `age1…`.
    """
    from pyrage import encrypt_io, x25519

    watched = _Watched(source)
    try:
        encrypt_io(watched, sink, [x25519.Recipient.from_str(each) for each in recipients])
    except BaseException:
        if watched.error is not None:  # the library tells only its text
            raise watched.error from None
        raise


def decrypt(source: Source, sink: Sink, identities: Sequence[str]) -> None:
    """Decrypt an age file.

    What was written to the sink before `Unopenable` was raised must not be used.

    Args:
        source: the age file, exactly.
        sink: takes the plain bytes; what it raises is raised here.
        identities: at least one; any that fits opens it.

    Raises:
        Unopenable: it is not for them, or a byte is not as it was written.
    """
    from pyrage import DecryptError, decrypt_io, x25519

    watched, taken = _Watched(source), _WatchedSink(sink)
    try:
        decrypt_io(watched, taken, [x25519.Identity.from_str(each) for each in identities])
    except (DecryptError, OSError, ValueError) as error:
        found = watched.error or taken.error
        if found is not None:
            raise found from None
        raise Unopenable(str(error)) from error


class _Watched:
    """A source that remembers what went wrong in it."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._source.read(size)
        except BaseException as error:
            self.error = error
            raise


class _WatchedSink:
    """A sink that remembers what went wrong in it."""

    def __init__(self, sink: Any) -> None:
        self._sink = sink
        self.error: BaseException | None = None

    def write(self, data: bytes) -> int:
        try:
            self._sink.write(data)
        except BaseException as error:
            self.error = error
            raise
        return len(data)

    def flush(self) -> None:
        """Nothing is held back here."""
