"""What must be shown and where: the catalogue, the calendar of working days, boards and what hangs there."""

from sqlalchemy import Boolean, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Synced, link, sort_key, table_args


class DisclosureItem(Synced, Base):
    """One line of the catalogue as this office keeps it (policy 2.6e, 3.5b; 居委会组织法 34).

    A row with the id of a shipped line (resources/disclosure.json) stands instead of it; any other is the
    office's own. `rhythm` of vocab.RHYTHM, `trigger` of vocab.TRIGGER says what makes it owed, `sheet` of
    vocab.NOTICE_KIND fulfils it. `due_days` are working days after what made it owed, `due_day` the day of
    the following month a monthly line is owed by; `least_days` counts the first and the last day.
    """

    __tablename__ = "disclosure_item"
    __table_args__ = table_args()

    code: Mapped[str] = mapped_column(String)
    title: Mapped[str] = mapped_column(String)
    rhythm: Mapped[str] = mapped_column(String)
    trigger: Mapped[str] = mapped_column(String)
    sheet: Mapped[str] = mapped_column(String)
    least_days: Mapped[int | None] = mapped_column(Integer)
    due_days: Mapped[int | None] = mapped_column(Integer)
    due_day: Mapped[int | None] = mapped_column(Integer)
    source: Mapped[str | None] = mapped_column(String)
    position: Mapped[int | None] = mapped_column(Integer)
    active: Mapped[bool] = mapped_column(Boolean)
    valid_from: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)


class DisclosureSwitch(Synced, Base):
    """A line of the catalogue switched off, or on, for one courtyard, and why; `item_id` of the catalogue."""

    __tablename__ = "disclosure_switch"
    __table_args__ = table_args(owners=("courtyard_id",))

    courtyard_id: Mapped[bytes] = link("courtyard")
    item_id: Mapped[bytes] = mapped_column(LargeBinary(16), index=True)
    owed: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str] = mapped_column(String)
    from_day: Mapped[str | None] = mapped_column(String)
    until_day: Mapped[str | None] = mapped_column(String)


class CalendarDay(Synced, Base):
    """A day the office keeps otherwise than the shipped calendar; `kind` of vocab.DAY_KIND."""

    __tablename__ = "calendar_day"
    __table_args__ = table_args()

    day: Mapped[str] = mapped_column(String, index=True)
    kind: Mapped[str] = mapped_column(String)
    name: Mapped[str | None] = mapped_column(String)


class Board(Synced, Base):
    """A bulletin board in a courtyard; `slots` is how many A4 sheets it holds (居委会组织法 34)."""

    __tablename__ = "board"
    __table_args__ = table_args(owners=("courtyard_id",))

    courtyard_id: Mapped[bytes] = link("courtyard")
    name: Mapped[str] = mapped_column(String, info={"search": "title"})
    name_key: Mapped[str | None] = sort_key("natural", "name")
    place: Mapped[str | None] = mapped_column(String)
    slots: Mapped[int | None] = mapped_column(Integer)
    retired_on: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)


class Posting(Synced, Base):
    """A notice on a board from a day to a day; photos of it hanging and of it gone are its files.

    `until_day` is the last day it shall hang, `taken_down_on` the last day it hung; `slots` in A4 sheets.
    """

    __tablename__ = "posting"
    __table_args__ = table_args(owners=("notice_id", "board_id"))

    notice_id: Mapped[bytes] = link("notice")
    board_id: Mapped[bytes] = link("board")
    from_day: Mapped[str] = mapped_column(String)
    until_day: Mapped[str | None] = mapped_column(String)
    slots: Mapped[int | None] = mapped_column(Integer)
    posted_by: Mapped[str | None] = mapped_column(String)
    taken_down_on: Mapped[str | None] = mapped_column(String, info={"grp": "taken_down"})
    taken_down_by: Mapped[str | None] = mapped_column(String, info={"grp": "taken_down"})
    early_reason: Mapped[str | None] = mapped_column(String, info={"grp": "taken_down"})
    note: Mapped[str | None] = mapped_column(String)


class NoticeIssue(Synced, Base):
    """What a notice said when it was issued, frozen: text, data, masks, fonts and the PDF; never changed.

    `number` is what people read; `year`, `series` and `seq` are what it is made of, gapless in each series of
    a community. The PDF lies in the blob store under `pdf_sha256`.
    """

    __tablename__ = "notice_issue"
    __table_args__ = table_args(owners=("notice_id",))

    notice_id: Mapped[bytes] = link("notice")
    courtyard_id: Mapped[bytes | None] = link("courtyard")
    kind: Mapped[str] = mapped_column(String)
    number: Mapped[str] = mapped_column(String, info={"search": "title"})
    year: Mapped[int] = mapped_column(Integer)
    series: Mapped[str] = mapped_column(String)
    seq: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String)
    text: Mapped[str] = mapped_column(String, info={"search": "text"})
    data_json: Mapped[str] = mapped_column(String)
    masks_json: Mapped[str] = mapped_column(String)
    fonts_json: Mapped[str] = mapped_column(String)
    form_json: Mapped[str] = mapped_column(String)
    pdf_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    pdf_size: Mapped[int] = mapped_column(Integer)
    pages: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String, index=True)
    issued_on: Mapped[str] = mapped_column(String)
    from_day: Mapped[str | None] = mapped_column(String)
    until_day: Mapped[str | None] = mapped_column(String)
    least_days: Mapped[int | None] = mapped_column(Integer)
    prepared_by: Mapped[str] = mapped_column(String)
    checked_by: Mapped[str] = mapped_column(String)
    single_reason: Mapped[str | None] = mapped_column(String)


class DisclosureRequest(Synced, Base):
    """What a resident asked to be shown (依申请公开), and the reply; `item_id` of the catalogue."""

    __tablename__ = "disclosure_request"
    __table_args__ = table_args(owners=("courtyard_id",))

    courtyard_id: Mapped[bytes] = link("courtyard")
    content: Mapped[str] = mapped_column(String, info={"search": "text"})
    item_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    asked_on: Mapped[str] = mapped_column(String)
    asked_by: Mapped[str | None] = mapped_column(String)
    contact: Mapped[str | None] = mapped_column(String)
    channel: Mapped[str | None] = mapped_column(String)
    handler: Mapped[str | None] = mapped_column(String)
    due_on: Mapped[str | None] = mapped_column(String)
    replied_on: Mapped[str | None] = mapped_column(String, info={"grp": "reply"})
    outcome: Mapped[str | None] = mapped_column(String, info={"grp": "reply"})
    reply: Mapped[str | None] = mapped_column(String, info={"grp": "reply"})


class MaskRule(Synced, Base):
    """How one kind of notice shows one thing about one group of people, where the office says otherwise.

    `sheet` of vocab.NOTICE_KIND, `people` of vocab.MASK_GROUP, `part` of vocab.MASK_PART, `mode` of
    vocab.MASK_MODE; what is not said stands in resources/masks.json.
    """

    __tablename__ = "mask_rule"
    __table_args__ = table_args()

    sheet: Mapped[str] = mapped_column(String)
    people: Mapped[str] = mapped_column(String)
    part: Mapped[str] = mapped_column(String)
    mode: Mapped[str] = mapped_column(String)
