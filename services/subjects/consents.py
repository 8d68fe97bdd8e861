"""Consents of residents as the user sees them (personal information protection law, articles 13 to 16)."""

from models import vocab
from services.subjects.base import TODAY, Column, Field, Filter, Section, Subject, labelled

CONSENTS = Subject(
    kind="consents",
    table="consent",
    title="本人同意",
    one="本人同意",
    measure="份",
    icon="fa6s.file-signature",
    from_sql="consent t JOIN resident r ON r.id = t.resident_id",
    name_sql=labelled("t.purpose", vocab.CONSENT_PURPOSE),
    subtitle_sql="r.name",
    order=("t.given_on DESC", "r.name_key", "t.id"),
    columns=(
        Column("name", "姓名", "r.name", sort="r.name_key", width=9),
        Column("purpose", "同意什么", "t.purpose", kind="choice", vocabulary=vocab.CONSENT_PURPOSE, width=16),
        Column("given_on", "同意日期", "t.given_on", kind="date", width=12),
        Column("how", "方式", "t.how", kind="choice", vocabulary=vocab.CONSENT_FORM, width=12),
        Column("withdrawn_on", "撤回日期", "t.withdrawn_on", kind="date", width=12),
        Column("note", "备注", "t.note", width=14, shown=False),
    ),
    sections=(
        Section(
            "本人同意",
            (
                Field("resident_id", "本人", "ref", required=True, target="residents"),
                Field("purpose", "同意什么", "choice", required=True, vocabulary=vocab.CONSENT_PURPOSE),
                Field(
                    "given_on",
                    "同意日期",
                    "date",
                    required=True,
                    default=TODAY,
                    help="本人表示同意的日期；同意书的扫描件放在“附件”里。",
                ),
                Field("how", "方式", "choice", vocabulary=vocab.CONSENT_FORM),
                Field(
                    "withdrawn_on",
                    "撤回日期",
                    "date",
                    help="本人随时可以撤回。撤回以后，公示上的姓名重新隐去一部分；以前已经做过的仍然有效。",
                ),
                Field("note", "备注"),
            ),
        ),
    ),
    filters=(Filter("purpose", "同意什么", "t.purpose = ?", vocabulary=vocab.CONSENT_PURPOSE),),
    search_ids=("t.id", "t.resident_id"),
    page=False,
    parent=("resident_id", "residents"),
)
