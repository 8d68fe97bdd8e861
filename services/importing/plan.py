"""What a workbook says, read and understood, before anything is compared with the database.

Rows of the plan name each other by what the office wrote (community, courtyard, committee), not by ids.
Values are ready to be stored: fen, 0.01 m², ISO dates, codes of models.vocab.
"""

from dataclasses import dataclass, field

from services.importing.corrections import Correction


@dataclass(frozen=True, slots=True)
class Finding:
    """A value that was stored in another form than it was typed, or not understood and kept as a note.

    Attributes:
        sheet: name of the sheet.
        cell: its address, like "H7".
        field: what the heading means, in Chinese.
        old: what the cell says.
        new: what is stored; for a value nobody can read, "" (it stays in the import note of the record).
    """

    sheet: str
    cell: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A warning or an error: where, a short code, one sentence in Chinese, and what the cell says."""

    sheet: str
    cell: str
    code: str
    message: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column that was not recognised and can be assigned to a field by hand."""

    sheet: str
    column: str
    text: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A courtyard as a row names it; the community is "" where the sheet does not say.

    The courtyard is "" for people of a roster that names only their community, or not even that.
    """

    community: str
    courtyard: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person as one row describes them; None where the row says nothing."""

    name: str
    phone: str | None = None
    sex: str | None = None
    birth: str | None = None
    id_number: str | None = None
    membership: str | None = None
    membership_text: str | None = None
    background: str | None = None


@dataclass(slots=True)
class CourtyardRow:
    """A row of the survey sheet: `values` by column of the table `courtyard`."""

    place: Place
    values: dict[str, object]
    sheet: str
    row: int


@dataclass(slots=True)
class PartyRow:
    """A Party organisation: `values` by column (name, kind, founded, phone, import_note)."""

    place: Place
    values: dict[str, object]
    secretary: Person | None
    sheet: str
    row: int


@dataclass(slots=True)
class HeadRow:
    """Who heads the courtyard (楼院长)."""

    place: Place
    person: Person
    sheet: str
    row: int


@dataclass(slots=True)
class CommitteeRow:
    """A committee: `values` by column (kind, name, founded, term_years, seats, import_note)."""

    place: Place
    kind: str
    values: dict[str, object]
    director: Person | None
    sheet: str
    row: int


@dataclass(slots=True)
class MemberRow:
    """A member of a committee; `vetting` is outcome, circumstance and the opinion as written."""

    place: Place
    kind: str
    person: Person
    values: dict[str, object]
    vetting: tuple[str, str | None, str] | None
    sheet: str
    row: int


@dataclass(slots=True)
class TeamRow:
    """A team: `values` by column (name, kind, founded, activity, import_note)."""

    place: Place
    values: dict[str, object]
    leader: Person | None
    members: tuple[Person, ...]
    sheet: str
    row: int


@dataclass(slots=True)
class DwellingRow:
    """A dwelling: building as normalised ("1号楼"), `values` by column of the table `dwelling`.

    `others` are the owners the same cell names beside the first one; `shares` are fractions, one for each
    owner, the first one's first; `stated` tells whether the sheet says them.
    """

    place: Place
    building: str
    values: dict[str, object]
    owner: Person | None
    people_count: int | None
    phone: str | None
    sheet: str
    row: int
    shares: tuple[tuple[int, int], ...] = ((1, 1),)
    others: tuple[Person, ...] = ()
    stated: bool = False


@dataclass(slots=True)
class BelongingRow:
    """A row of one of the tables `property_service`, `cadre_assignment` and `pairing` of a courtyard."""

    table: str
    place: Place
    values: dict[str, object]
    sheet: str
    row: int


@dataclass(slots=True)
class ResidentRow:
    """A resident of a roster, with the dwelling where the roster names it.

    `values` by column (note, import_note); `heads` tells whether this is the head of the household.
    """

    place: Place
    person: Person
    building: str
    entrance: str
    room: str
    values: dict[str, object]
    heads: bool
    sheet: str
    row: int


@dataclass(slots=True)
class NoteRow:
    """What has no record of its own and stays in the import note of the courtyard, as one line."""

    place: Place
    text: str
    sheet: str
    row: int


@dataclass(slots=True)
class LedgerRow:
    """An account line, kept readable: `values` by column of the table `pending_ledger_line`."""

    place: Place
    values: dict[str, object]
    sheet: str
    row: int


@dataclass(slots=True)
class Plan:
    """Everything a workbook says.

    Attributes:
        file_name: its name.
        sha256: of its bytes, hexadecimal digits.
        office: name of the sub-district office, "" where the book does not say.
        communities: names in the order of the book.
        corrected: what the user corrected in the rehearsal, as far as it fitted.
    """

    file_name: str
    sha256: str
    office: str = ""
    communities: list[str] = field(default_factory=list)
    courtyards: list[CourtyardRow] = field(default_factory=list)
    parties: list[PartyRow] = field(default_factory=list)
    heads: list[HeadRow] = field(default_factory=list)
    committees: list[CommitteeRow] = field(default_factory=list)
    members: list[MemberRow] = field(default_factory=list)
    teams: list[TeamRow] = field(default_factory=list)
    dwellings: list[DwellingRow] = field(default_factory=list)
    residents: list[ResidentRow] = field(default_factory=list)
    notes: list[NoteRow] = field(default_factory=list)
    belongings: list[BelongingRow] = field(default_factory=list)
    ledger: list[LedgerRow] = field(default_factory=list)
    normalised: list[Finding] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    errors: list[Remark] = field(default_factory=list)
    unrecognised: list[Heading] = field(default_factory=list)
    skipped_sheets: list[str] = field(default_factory=list)
    corrected: list[Correction] = field(default_factory=list)
