"""What an exchange tells: plain values for the page and the commands; nothing here reads or writes."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

FileState = Literal["taken", "already", "gap", "refused", "waiting", "other", "enrol"]
"""What became of a file: taken in; known already; one before it is missing; not accepted; needs a newer
program or another stick first; for another office (or written by this one); an enrolment for the wizard."""


@dataclass(frozen=True, slots=True)
class FileTold:
    """What became of one package.

    Attributes:
        name: its file name.
        state: see `FileState`.
        sentence: the same in one Chinese sentence, with the next step where there is one.
        kind: delta, snapshot, receipt, enrol or revoke; "" while nothing could be read.
        sender: name of the office it comes from, "" while unknown.
        sent_ms: when it was written by the sender's clock, UTC milliseconds.
        size: bytes.
        new: changes taken in that were not here.
        known: changes in it that were here already.
        held: changes kept but not applied yet.
        conflicts: cases it opened for decision.
        refused: changes the hub did not accept.
        moved: records that belong to another unit now; what is changed of them here is only a proposal.
        left: changes handed back to a restored hub that it did not take.
        code: machine-readable reason of a refusal.
    """

    name: str
    state: FileState
    sentence: str
    kind: str = ""
    sender: str = ""
    sent_ms: int | None = None
    size: int = 0
    new: int = 0
    known: int = 0
    held: int = 0
    conflicts: int = 0
    refused: int = 0
    code: str = ""
    moved: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something about another installation somebody has to look at.

    Attributes:
        code: copied (its database was copied), restored (it goes back in time), differs (the digests differ),
            clock (its clock is wrong).
        office: name of the office.
        sentence: what it means and what to do.
    """

    code: str
    office: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What taking in a folder did.

    Attributes:
        files: each package looked at, in the order they were taken.
        receipts: files written back to the folder at once.
        receipt_kept: a receipt could not be written (read-only stick) and goes onto the next one.
        touched: tables whose rows changed, so that open pages refresh.
        closed: cases that needed a decision before and do not any more.
        backup: the backup made before, None when nothing was taken in.
        alarms: see `Alarm`.
        spent: packages on the stick that were written here and arrived: they may be removed.
    """

    files: tuple[FileTold, ...] = ()
    receipts: tuple[Path, ...] = ()
    receipt_kept: bool = False
    touched: frozenset[str] = frozenset()
    closed: int = 0
    backup: Path | None = None
    alarms: tuple[Alarm, ...] = ()
    spent: tuple[Path, ...] = ()

    def _sum(self, name: str) -> int:
        return sum(getattr(each, name) for each in self.files)

    @property
    def new(self) -> int:
        """Changes taken in."""
        return self._sum("new")

    @property
    def held(self) -> int:
        """Changes kept and not applied yet."""
        return self._sum("held")

    @property
    def conflicts(self) -> int:
        """Cases opened for decision."""
        return self._sum("conflicts")

    @property
    def refused(self) -> int:
        """Changes the hub did not accept."""
        return self._sum("refused")

    @property
    def moved(self) -> int:
        """Records that belong to another unit now."""
        return self._sum("moved")

    @property
    def left(self) -> int:
        """Changes handed back to a restored hub that it did not take."""
        return self._sum("left")

    @property
    def sentences(self) -> tuple[str, ...]:
        """What to show, one sentence a package, alarms first; what lies on every stick only if alone."""
        news = [each for each in self.files if each.state not in ("already", "other")]
        return (
            *(each.sentence for each in self.alarms),
            *([each.sentence for each in news] or _of_every_stick(self.files)),
        )


def _of_every_stick(files: tuple[FileTold, ...]) -> list[str]:
    """Return a sentence for each package known already, and one for all that pass through to others."""
    through = [each for each in files if each.state == "other"]
    found = [each.sentence for each in files if each.state != "other"]
    if len(through) < 2:
        return found + [each.sentence for each in through]
    return [*found, f"还有{len(through)}个给别的单位的数据包，没有收取，请带给收件单位。"]


@dataclass(frozen=True, slots=True)
class Exported:
    """What one peer was written.

    Attributes:
        peer: replica id of the receiver, and
        office: its name.
        files: the packages as they lie in the folder.
        changes: changes in them.
        attachments: files of records that are whole with it.
        left: bytes of files of records that wait for the next stick.
        size: bytes written.
        sentence: the same in words.
    """

    peer: bytes
    office: str
    files: tuple[Path, ...] = ()
    changes: int = 0
    attachments: int = 0
    left: int = 0
    size: int = 0
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What 收发数据 did: first all that is for us, then what the other side lacks.

    Attributes:
        imported: see `Imported`.
        exported: one for each office that was written something.
        removed: packages of ours that arrived, taken off the stick.
        safe: everything lies on the stick and was read back; it may be pulled.
        sentence: the last line, 可以安全拔出 or what is missing.
    """

    imported: Imported
    exported: tuple[Exported, ...]
    safe: bool
    sentence: str
    removed: int = 0


@dataclass(frozen=True, slots=True)
class StickFile:
    """One package on a stick, as its header (not yet verified) tells.

    Attributes:
        name, size: of the file.
        kind: as in `FileTold`.
        sender, receiver: names of the offices, "" while unknown.
        number: of the package, counted by the sender for this receiver.
        sent_ms: when it was written, UTC milliseconds.
        state: new (would be taken in), already, own (written here), other, enrol, waiting, unreadable.
        sentence: what it is for.
    """

    name: str
    size: int
    kind: str
    sender: str
    receiver: str
    number: int
    sent_ms: int | None
    state: str
    sentence: str


@dataclass(frozen=True, slots=True)
class StickView:
    """What is on a stick and what 收发数据 would do.

    Attributes:
        folder: the stick.
        files: packages on it, those for us first.
        writable: whether something can be written.
        free: free bytes.
        to_take: packages that would be taken in.
        to_send: changes that would be written, for all peers.
        sentence: in one sentence what the button would do, or why it cannot.
    """

    folder: Path
    files: tuple[StickFile, ...]
    writable: bool
    free: int
    to_take: int
    to_send: int
    sentence: str


@dataclass(frozen=True, slots=True)
class PeerStatus:
    """How things stand with one other office.

    Attributes:
        peer: its replica id.
        name: of its office or community.
        kind: workstation or hub.
        state: active, retired, forked (its database was copied) or revoked.
        last_in_ms: when something was last taken in from there; None never.
        last_out_ms: when something was last written for it; None never.
        days: whole days since the last exchange in either direction; None never.
        late: it is time for an exchange.
        unsent: changes it has not acknowledged.
        valid_to: end of its certificate, UTC milliseconds.
        alarm: see `Alarm.sentence`; "" without one.
    """

    peer: bytes
    name: str
    kind: str
    state: str
    last_in_ms: int | None
    last_out_ms: int | None
    days: int | None
    late: bool
    unsent: int
    valid_to: int | None
    alarm: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """How the exchange stands.

    Attributes:
        role: alone (not set up), workstation or hub.
        name: of the own office or community, "" while alone.
        peers: the hub of a workstation, or all workstations of a hub; late ones first.
        conflicts: cases that need a decision.
        proposals: changes beyond a right that the hub may adopt or decline.
        held: changes kept and not applied yet.
        refused: own changes the hub did not accept.
        missing_files: files of records that have not come yet.
        waiting: packages on their way that need a newer program.
        sentences: what should be done, most urgent first.
    """

    role: str
    name: str
    peers: tuple[PeerStatus, ...] = ()
    conflicts: int = 0
    proposals: int = 0
    held: int = 0
    refused: int = 0
    missing_files: int = 0
    waiting: int = 0
    sentences: tuple[str, ...] = field(default=())

    @property
    def late(self) -> int:
        """Number of offices it is time to exchange with."""
        return sum(peer.late for peer in self.peers)

    @property
    def unsent(self) -> int:
        """Changes of here that somebody else does not have yet."""
        return sum(peer.unsent for peer in self.peers)
