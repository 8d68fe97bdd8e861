"""Notices for the board, what residents said against them, and how an office words them (notices.md)."""

from sqlalchemy import Boolean, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Synced, link, table_args


class Notice(Synced, Base):
    """A sheet for the board; `kind` of vocab.NOTICE_KIND, `body` the text that the office wrote itself.

    `state` of vocab.NOTICE_STATE is where it stands in its life; what was issued is frozen in `notice_issue`.
    `item_id` of the catalogue, `for_month` (YYYY-MM) and the request or month it answers say which obligation
    it fulfils. `corrects_id` names the notice that this one corrects, `late` marks what was entered after it
    had hung (补录), `single_reason` why one person prepared and checked it (单人办理).
    """

    __tablename__ = "notice"
    __table_args__ = table_args(owners=("courtyard_id",))

    courtyard_id: Mapped[bytes] = link("courtyard")
    kind: Mapped[str] = mapped_column(String)
    title: Mapped[str] = mapped_column(String, info={"search": "title"})
    body: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    meeting_id: Mapped[bytes | None] = link("meeting")
    resolution_id: Mapped[bytes | None] = link("resolution")
    matter_id: Mapped[bytes | None] = link("matter")
    organ: Mapped[str | None] = mapped_column(String)
    issued_on: Mapped[str | None] = mapped_column(String)
    posted_from: Mapped[str | None] = mapped_column(String, info={"grp": "period"})
    posted_until: Mapped[str | None] = mapped_column(String, info={"grp": "period"})
    place: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)
    state: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    prepared_by: Mapped[str | None] = mapped_column(String)
    checked_by: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    checked_on: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    single_reason: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    archived_on: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    void_reason: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    number: Mapped[str | None] = mapped_column(String, info={"grp": "number", "search": "title"})
    item_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    for_month: Mapped[str | None] = mapped_column(String)
    request_id: Mapped[bytes | None] = link("disclosure_request")
    corrects_id: Mapped[bytes | None] = link("notice")
    late: Mapped[bool | None] = mapped_column(Boolean)
    election_id: Mapped[bytes | None] = link("election")
    charter_version_id: Mapped[bytes | None] = link("charter_version")
    appraisal_id: Mapped[bytes | None] = link("appraisal")


class Objection(Synced, Base):
    """What a resident said against a notice in its period, and the reply."""

    __tablename__ = "objection"
    __table_args__ = table_args(owners=("notice_id",))

    notice_id: Mapped[bytes] = link("notice")
    raised_on: Mapped[str | None] = mapped_column(String)
    raised_by: Mapped[str | None] = mapped_column(String)
    contact: Mapped[str | None] = mapped_column(String)
    due_on: Mapped[str | None] = mapped_column(String)
    content: Mapped[str] = mapped_column(String, info={"search": "text"})
    replied_on: Mapped[str | None] = mapped_column(String, info={"grp": "reply"})
    reply: Mapped[str | None] = mapped_column(String, info={"grp": "reply"})


class TemplateText(Synced, Base):
    """What an office writes instead of the shipped text of one `part` of a `kind` of sheet.

    A flag that the office switched stands as the part `flag.` and its name, with the text 1 or 0.
    """

    __tablename__ = "template_text"
    __table_args__ = table_args()

    kind: Mapped[str] = mapped_column(String)
    part: Mapped[str] = mapped_column(String)
    text: Mapped[str] = mapped_column(String)


class IssuedSheet(Synced, Base):
    """A sheet that was printed or saved with a check code, so that a copy of it can be checked later.

    `record_id` is the notice, the resolution or the meeting it was made of. The entry stays when the record
    goes into the recycle bin: what hung on a board hung there.
    """

    __tablename__ = "issued_sheet"
    __table_args__ = table_args()

    kind: Mapped[str] = mapped_column(String)
    courtyard_id: Mapped[bytes | None] = link("courtyard")
    record_id: Mapped[bytes] = mapped_column(LargeBinary(16), index=True)
    place: Mapped[str] = mapped_column(String)
    title: Mapped[str] = mapped_column(String)
    issued_on: Mapped[str | None] = mapped_column(String)
    digest: Mapped[str] = mapped_column(String, index=True)
    pages: Mapped[int | None] = mapped_column(Integer)
