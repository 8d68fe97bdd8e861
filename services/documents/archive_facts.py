"""What the front and the lists of an archive are told: plain values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PartFacts:
    """One paper of an archive: title, its first page in the whole file, and how many it has."""

    title: str
    first: int
    pages: int


@dataclass(frozen=True, slots=True)
class ArchiveFacts:
    """What the front says.

    Attributes:
        title: courtyard and matter.
        place: community and office.
        organ: who keeps it.
        as_of: ISO date it was made.
        about: labels with what is said.
        parts: the papers in order.
        pages: pages of the whole file.
        absent: papers that could not be set, with why.
    """

    title: str
    place: str
    organ: str
    as_of: str
    about: tuple[tuple[str, str], ...]
    parts: tuple[PartFacts, ...]
    pages: int
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectionFacts:
    """An objection against a notice, with its reply; whoever raised it is not named."""

    notice: str
    raised_on: str
    content: str
    replied_on: str
    reply: str


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A photo or scan: the record it belongs to, its name, what it shows, the front of its SHA-256."""

    owner: str
    name: str
    caption: str
    digest: str
