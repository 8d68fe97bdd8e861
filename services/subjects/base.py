"""How a subject is described: columns of its list, fields of its form, what hangs below a record.

A description is plain data. Lists, forms, exports and the command line all draw from it, so a field is
named once (architecture.md, decision 11). SQL fragments use the alias `t` for the subject's own table.
"""

from dataclasses import dataclass
from typing import Literal

from models.vocab import Vocabulary

FieldKind = Literal[
    "text",
    "longtext",
    "count",
    "year",
    "years",
    "date",
    "area",
    "money",
    "time",
    "duration",
    "phone",
    "id_number",
    "contact",
    "choice",
    "yes_no",
    "charge",
    "ref",
    "person",
]
"""What is typed into a field: text, whole numbers, a year, a term in years, a date with the precision that
is known, an area, an amount, a time of day (HH:MM), a length of time in minutes, a phone, a document number,
a way to reach somebody (a telephone among other words), one of a vocabulary, yes or no, a charge with its
unit, a link to a record of another subject, a person (a resident, made when the name is new)."""


TODAY, NEXT, DUE = "today", "next", "due"
"""Defaults that are computed when a new record is begun."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    Attributes:
        name: column of the subject's table.
        label: what the user reads.
        kind: what is typed.
        required: may not stay empty.
        vocabulary: the choices of a "choice".
        target: kind of the subject a "ref" points to.
        companion: a second column set by the same input: `*_about` of a count or area, `built_text` of a
            year, `charge_unit` of a charge.
        suffix: unit shown behind the value (户, 人, ㎡).
        help: one sentence shown while the field has the focus.
        default: what a new record begins with: a code, TODAY, NEXT for one more than its siblings have, or
            DUE for the last day to reply to what was asked or objected today.
    """

    name: str
    label: str
    kind: FieldKind = "text"
    required: bool = False
    vocabulary: Vocabulary | None = None
    target: str | None = None
    companion: str | None = None
    suffix: str = ""
    help: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that stand together under one heading."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list.

    Attributes:
        name: key in JSON and in remembered settings.
        label: heading.
        sql: expression giving the value.
        sort: expression giving the order; the value itself when empty.
        kind: how the value is shown, as for fields.
        vocabulary: labels of coded values.
        width: width in characters of the list before the user changes it.
        shown: whether the column stands in the list from the start.
        suffix: unit behind the value.
        companion: expression of the column that says 约 (for counts and areas) or the text of a year.
    """

    name: str
    label: str
    sql: str
    sort: str = ""
    kind: FieldKind = "text"
    vocabulary: Vocabulary | None = None
    width: int = 10
    shown: bool = True
    suffix: str = ""
    companion: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A drop-down above the list.

    Attributes:
        name: key.
        label: what the user reads before the choice.
        sql: condition with one `?` for the chosen value.
        vocabulary: the choices, or
        options_sql: query giving value and label of each choice, or
        past: label of the one choice whose value is the day of today, for what was due before it.
    """

    name: str
    label: str
    sql: str
    vocabulary: Vocabulary | None = None
    options_sql: str = ""
    past: str = ""


@dataclass(frozen=True, slots=True)
class Child:
    """Records of another subject that belong to a record and are listed inside it.

    Attributes:
        kind: their subject.
        column: their column that names this record.
        tab: heading of the tab they stand under; children with the same tab stand below each other.
        linked: they were made elsewhere and only name this record: none is begun here.
    """

    kind: str
    column: str
    tab: str
    linked: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of record.

    Attributes:
        kind: name on the command line and in code.
        table: its table.
        title: heading of its page.
        one: what one record is called.
        measure: the measure word for counting (个, 户, 人).
        icon: name of its icon.
        from_sql: FROM clause of its list, with alias t.
        name_sql: expression that names a record.
        order: default order of its list, most significant first, each term as in ORDER BY. What may be empty
            says NULLS FIRST, or NULLS LAST behind DESC, because databases differ in where they put it.
        columns: list columns.
        sections: form sections.
        filters: drop-downs above the list.
        children: what is listed inside a record.
        subtitle_sql: expression shown behind the name in a record.
        search_ids: expressions of ids through which the search box finds a record.
        sheets: kinds of sheets that can be printed from a record.
        page: whether the subject has a page of its own in the navigation.
        parent: (column, subject kind) of the record it is created below.
        where: condition that every record of the subject fulfils (units of one kind).
        fixed: column values set on every new record.
        files: whether photos, scans and documents can be hung on a record.
        cover: whether its first photo is shown at the head of a record.
        completed: columns worked out from what was typed when a form is saved.
        by_form: whether people add, edit and delete it by a form; False where only a use case writes it.
    """

    kind: str
    table: str
    title: str
    one: str
    measure: str
    icon: str
    from_sql: str
    name_sql: str
    order: tuple[str, ...]
    columns: tuple[Column, ...]
    sections: tuple[Section, ...]
    filters: tuple[Filter, ...] = ()
    children: tuple[Child, ...] = ()
    subtitle_sql: str = "''"
    search_ids: tuple[str, ...] = ("t.id",)
    sheets: tuple[str, ...] = ()
    page: bool = True
    parent: tuple[str, str] | None = None
    where: str = ""
    fixed: tuple[tuple[str, str], ...] = ()
    files: bool = True
    cover: bool = False
    completed: tuple[str, ...] = ()
    by_form: bool = True

    def field(self, name: str) -> Field:
        """Return the form field of this name.

        Raises:
            KeyError: there is none.
        """
        for section in self.sections:
            for field in section.fields:
                if field.name == name:
                    return field
        raise KeyError(name)

    def column(self, name: str) -> Column:
        """Return the list column of this name.

        Raises:
            KeyError: there is none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def labelled(expression: str, vocabulary: Vocabulary) -> str:
    """Return SQL that gives the label of a coded expression, for names of records."""
    cases = " ".join(f"WHEN '{code}' THEN '{label}'" for code, label in vocabulary)
    return f"CASE {expression} {cases} END"


def ranked(expression: str, vocabulary: Vocabulary) -> str:
    """Return SQL that gives the place of a coded expression in its vocabulary, for orders."""
    cases = " ".join(f"WHEN '{code}' THEN {place}" for place, (code, _) in enumerate(vocabulary))
    return f"CASE {expression} {cases} END"


def days_between(first: str, last: str) -> str:
    """Return SQL that counts the days from one whole ISO day to another, both counted; else nothing.

    Databases differ in how they reckon with dates, so the number of each day is computed from its parts.
    """
    counted = f"{_day_number(last)} - {_day_number(first)} + 1"
    return f"CASE WHEN length({first}) = 10 AND length({last}) = 10 THEN {counted} END"


def _day_number(day: str) -> str:
    """Return SQL of the number of a day in the Gregorian calendar; the year begins with March."""
    part = "CAST(substr({}, {}, {}) AS integer)"
    year, month, dom = (part.format(day, *at) for at in ((1, 4), (6, 2), (9, 2)))
    y, m = f"({year} - (14 - {month}) / 12)", f"(({month} + 9) % 12)"
    return f"(365 * {y} + {y} / 4 - {y} / 100 + {y} / 400 + ({m} * 306 + 5) / 10 + {dom})"
