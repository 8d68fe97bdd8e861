"""What stands on 个人信息持有情况说明."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A record that names the person: sort, the record itself, what it says about the person."""

    sort: str
    name: str
    said: str


@dataclass(frozen=True, slots=True)
class HeldConsent:
    """A consent: what for, given when and how, taken back when ("" while it holds)."""

    purpose: str
    given_on: str
    how: str
    withdrawn_on: str


@dataclass(frozen=True, slots=True)
class HoldingsFacts:
    """What the office holds about one person.

    Attributes:
        office: who answers for it.
        name: of the person.
        day: ISO date of the sheet.
        values: what is registered: label and value.
        rows: records that name the person.
        files: files hung on the person's record and on consents: name, and what they hang on.
        published: issued sheets that name the person: number and title, ISO day, how the name was printed.
        given_to: offices that received the records: name, and since when.
        consents: what the person agreed to.
        kept: until when: sort, period, source.
        mentions: texts in which the same name stands: sort and record.
    """

    office: str
    name: str
    day: str
    values: tuple[tuple[str, str], ...]
    rows: tuple[HeldRow, ...]
    files: tuple[tuple[str, str], ...]
    published: tuple[tuple[str, str, str], ...]
    given_to: tuple[tuple[str, str], ...]
    consents: tuple[HeldConsent, ...]
    kept: tuple[tuple[str, str, str], ...]
    mentions: tuple[tuple[str, str], ...]
