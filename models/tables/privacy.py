"""Consents people gave, and what was decided about records that are kept longer than they need be."""

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Synced, link, table_args


class Consent(Synced, Base):
    """A resident agreed to a use of personal data (personal information protection law, articles 14 to 16).

    `purpose` of vocab.CONSENT_PURPOSE, `how` of vocab.CONSENT_FORM; the scan hangs on it as an attachment.
    """

    __tablename__ = "consent"
    __table_args__ = table_args(owners=("resident_id",))

    resident_id: Mapped[bytes] = link("resident")
    purpose: Mapped[str] = mapped_column(String)
    given_on: Mapped[str] = mapped_column(String)
    how: Mapped[str | None] = mapped_column(String)
    withdrawn_on: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)


class RetentionReview(Synced, Base):
    """What was decided in the yearly review about one record; `decision` of vocab.RETENTION_DECISION.

    `tbl` and `record_id` name the record, `until` is the day it is asked about again.
    """

    __tablename__ = "retention_review"
    __table_args__ = table_args()

    tbl: Mapped[str] = mapped_column(String)
    record_id: Mapped[bytes] = mapped_column(LargeBinary(16), index=True)
    decided_on: Mapped[str] = mapped_column(String)
    decision: Mapped[str] = mapped_column(String)
    until: Mapped[str | None] = mapped_column(String)
    reason: Mapped[str | None] = mapped_column(String)
    decided_by: Mapped[str | None] = mapped_column(String)
