"""What the sheets about the exchange tell: fingerprints to compare, and how a workstation comes back."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FingerprintFacts:
    """The fingerprint of a key, to be compared on paper.

    Attributes:
        unit: whose key it is.
        role: 街道办事处 or 社区工作站.
        fingerprint: groups of digits parted by spaces.
        on: day, ISO.
        others: name and fingerprint of other keys this installation trusts or is asked to trust.
    """

    unit: str
    role: str
    fingerprint: str
    on: str
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RecoveryFacts:
    """Where the data of a workstation lie; nothing secret, nobody's data.

    Attributes:
        unit: whose workstation it is, "" while not set up.
        role: 街道办事处, 社区工作站 or 单独使用.
        hub: name of the hub, "" for none.
        database: path of the database.
        backups: folder of the automatic backups.
        newest: when the newest one was made, "" for none.
        second: folder on another medium, "" for none.
        on: day, ISO.
    """

    unit: str
    role: str
    hub: str
    database: str
    backups: str
    newest: str
    second: str
    on: str
