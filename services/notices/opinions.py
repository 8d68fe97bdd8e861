"""Facts for the sheets of opinions and disputes, from the register; names pass the masks of the sheet."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from models import vocab
from models.errors import InvalidInput, NotFound
from models.rules.dates import from_record
from models.rules.ledger import month_words
from models.rules.masks import names_in
from services.masking import Masker
from services.notices.meetings import place_of
from services.notices.postings import posting_of
from services.office import Context

if TYPE_CHECKING:
    from services.documents.opinion_facts import (
        AgreementFacts,
        FormFacts,
        LevelLine,
        MediationFacts,
        ResultFacts,
    )

KINDS = ("opinion_form", "mediation", "agreement")
"""Kinds of sheets made of an opinion or of a mediation."""
NOBODY = "匿名"


def result_facts(context: Context, notice: dict[str, Any], masks: Masker) -> "ResultFacts":
    """Gather what 意见办理结果 shows: the opinions that name this notice.

    Args:
        context: read on the reader's thread.
        notice: its row.
        masks: what names pass; residents named in titles and answers pass it as well.

    Raises:
        InvalidInput: no opinion names it.
    """
    from services.documents.opinion_facts import ResultFacts, ResultLine

    rows = context.reader.all(
        "SELECT t.received_on, t.anonymous, r.name, t.raised_by, t.title, coalesce(t.answer, ''), "
        "coalesce(t.answered_on, ''), coalesce(t.level, ''), (SELECT count(*) FROM opinion m "
        "WHERE m.group_id = t.id AND m.deleted_at IS NULL) FROM opinion t "
        "LEFT JOIN resident r ON r.id = t.resident_id WHERE t.notice_id = ? AND t.group_id IS NULL "
        "AND t.deleted_at IS NULL ORDER BY t.received_on, t.id",
        (notice["id"],),
    )
    if not rows:
        raise InvalidInput(
            f"“{notice['title']}”没有写正文，也没有意见归到这张公示。请在意见诉求里“公布办理结果”，或写正文。"
        )
    masked = _hiding(context, notice, masks)
    lines = tuple(
        ResultLine(
            received,
            NOBODY if anonymous else masks.name("resident", name or raised, "反映人") or NOBODY,
            masked(title),
            masked(answer),
            answered,
            vocab.HANDLING_LEVEL.label(level),
            1 + int(merged),
        )
        for received, anonymous, name, raised, title, answer, answered, level, merged in rows
    )
    place = place_of(context, notice["courtyard_id"], notice["unit_id"])
    posting = posting_of(context, place, notice, notice["unit_id"], masks)
    month = month_words(notice["for_month"]) if notice["for_month"] else ""
    return ResultFacts(place, month, posting, notice["title"], lines)


def _hiding(context: Context, notice: dict[str, Any], masks: Masker) -> Callable[[str], str]:
    """Return what masks the names of residents, and of whoever raised an opinion, within a text."""
    rows = context.reader.all(
        "SELECT name FROM resident WHERE unit_id = ? AND deleted_at IS NULL UNION "
        "SELECT raised_by FROM opinion WHERE unit_id = ? AND raised_by IS NOT NULL AND deleted_at IS NULL",
        (notice["unit_id"], notice["unit_id"]),
    )
    known = {str(row[0]) for row in rows if row[0]}

    def hidden(text: str) -> str:
        for name in sorted(names_in(text, known), key=len, reverse=True):
            text = text.replace(name, masks.name("resident", name, "文字中提到"))
        return text

    return hidden


# papers for the file


def facts(
    context: Context, kind: str, record_id: bytes, masks: Masker
) -> "FormFacts | MediationFacts | AgreementFacts":
    """Gather what a sheet of `KINDS` shows.

    Args:
        context: read on the reader's thread.
        kind: one of `KINDS`.
        record_id: the opinion, or the mediation.
        masks: what names pass.

    Raises:
        NotFound: the record is gone.
        InvalidInput: no agreement was reached.
    """
    if kind == "opinion_form":
        return _form(context, record_id, masks)
    held = _mediation(context, record_id, masks)
    if kind == "mediation":
        return held
    from services.documents.opinion_facts import AgreementFacts

    if not held.agreement:
        raise InvalidInput("这次调解没有写协议内容，不能打印协议书。请先在调解记录里写好“协议内容”。")
    return AgreementFacts(held.place, held)


_OPINION = (
    "courtyard_id", "unit_id", "title", "content", "received_on", "channel", "category", "urgency",
    "anonymous", "raised_by", "contact", "answer", "answered_on", "answered_by", "told_on", "told_how",
    "satisfied", "closed_on", "matter_id", "late",
)  # fmt: skip


def _form(context: Context, opinion_id: bytes, masks: Masker) -> "FormFacts":
    from services.documents.opinion_facts import FormFacts

    found = context.reader.one(
        f"SELECT {', '.join('t.' + name for name in _OPINION)}, r.name, r.phone, b.name, m.title "
        "FROM opinion t LEFT JOIN resident r ON r.id = t.resident_id "
        "LEFT JOIN building b ON b.id = t.building_id LEFT JOIN matter m ON m.id = t.matter_id "
        "WHERE t.id = ? AND t.deleted_at IS NULL",
        (opinion_id,),
    )
    if found is None:
        raise NotFound("这条意见已经不在了，可能刚被删除。请刷新后再试。")
    row = dict(zip((*_OPINION, "name", "phone", "building", "matter"), found, strict=True))
    return FormFacts(
        place_of(context, row["courtyard_id"], row["unit_id"]),
        row["title"],
        row["content"] or "",
        row["received_on"],
        _label(vocab.OPINION_CHANNEL, row["channel"]),
        _label(vocab.OPINION_CATEGORY, row["category"]),
        _label(vocab.URGENCY, row["urgency"]),
        row["building"] or "",
        NOBODY if row["anonymous"] else masks.name("resident", row["name"] or row["raised_by"], "反映人"),
        "" if row["anonymous"] else row["contact"] or masks.value("resident", "phone", row["phone"]),
        _levels(context, opinion_id, masks),
        row["answer"] or "",
        _joined(_day(row["answered_on"]), masks.name("office", row["answered_by"], "答复人")),
        _joined(_day(row["told_on"]), row["told_how"] or "", _label(vocab.SATISFIED, row["satisfied"])),
        row["closed_on"] or "",
        _merged(context, opinion_id, masks),
        (f"协商事项“{row['matter']}”",) if row["matter"] else (),
        bool(row["late"]),
    )


def _levels(context: Context, opinion_id: bytes, masks: Masker) -> "tuple[LevelLine, ...]":
    from services.documents.opinion_facts import LevelLine

    rows = context.reader.all(
        "SELECT level, organ, received_on, due_on, answered_on, outcome, answer, handler FROM handling_step "
        "WHERE opinion_id = ? AND deleted_at IS NULL ORDER BY id",
        (opinion_id,),
    )
    return tuple(
        LevelLine(
            vocab.HANDLING_LEVEL.label(level),
            organ or "",
            received or "",
            due or "",
            answered or "",
            _label(vocab.HANDLING_OUTCOME, outcome),
            answer or "",
            masks.name("office", handler, "经办人"),
        )
        for level, organ, received, due, answered, outcome, answer, handler in rows
    )


def _merged(context: Context, opinion_id: bytes, masks: Masker) -> tuple[str, ...]:
    rows = context.reader.all(
        "SELECT t.title, t.anonymous, coalesce(r.name, t.raised_by) FROM opinion t "
        "LEFT JOIN resident r ON r.id = t.resident_id WHERE t.group_id = ? AND t.deleted_at IS NULL "
        "ORDER BY t.id",
        (opinion_id,),
    )
    return tuple(
        f"{title}（{NOBODY if anonymous else masks.name('resident', name, '反映人') or NOBODY}）"
        for title, anonymous, name in rows
    )


def _mediation(context: Context, mediation_id: bytes, masks: Masker) -> "MediationFacts":
    from services.documents.opinion_facts import MediationFacts, PartyFacts

    names = (
        "dispute_id", "held_on", "place", "mediators", "recorder", "record", "outcome", "agreement",
        "fulfil_by",
    )  # fmt: skip
    found = context.reader.one(
        f"SELECT {', '.join('t.' + name for name in names)}, d.courtyard_id, d.unit_id, d.title, d.content, "
        "d.category, (SELECT count(*) FROM mediation e WHERE e.dispute_id = t.dispute_id "
        "AND e.deleted_at IS NULL AND (e.held_on < t.held_on OR (e.held_on = t.held_on AND e.id <= t.id))) "
        "FROM mediation t JOIN dispute d ON d.id = t.dispute_id WHERE t.id = ? AND t.deleted_at IS NULL",
        (mediation_id,),
    )
    if found is None:
        raise NotFound("这次调解的记录已经不在了，可能刚被删除。请刷新后再试。")
    row = dict(
        zip((*names, "courtyard_id", "unit_id", "title", "content", "category", "number"), found, strict=True)
    )
    parties = context.reader.all(
        "SELECT coalesce(side, ''), name, coalesce(statement, '') FROM dispute_party "
        "WHERE dispute_id = ? AND deleted_at IS NULL ORDER BY id",
        (row["dispute_id"],),
    )
    return MediationFacts(
        place_of(context, row["courtyard_id"], row["unit_id"]),
        row["title"],
        row["content"] or "",
        _label(vocab.DISPUTE_CATEGORY, row["category"]),
        tuple(
            PartyFacts(side, masks.name("resident", name, side or "当事人"), said)
            for side, name, said in parties
        ),
        row["held_on"],
        row["place"] or "",
        _people(masks, row["mediators"], "调解人"),
        _people(masks, row["recorder"], "记录人"),
        row["record"] or "",
        _label(vocab.MEDIATION_OUTCOME, row["outcome"]),
        tuple(line.strip() for line in (row["agreement"] or "").splitlines() if line.strip()),
        row["fulfil_by"] or "",
        int(row["number"]),
    )


def _people(masks: Masker, names: str | None, post: str) -> str:
    return "、".join(
        masks.name("office", name.strip(), post) for name in (names or "").split("、") if name.strip()
    )


def _label(words: vocab.Vocabulary, code: str | None) -> str:
    return words.label(code) if code else ""


def _day(iso: str | None) -> str:
    day = from_record(iso)
    return "" if day is None else day.chinese


def _joined(*parts: str) -> str:
    return "，".join(_filled(parts))


def _filled(parts: Iterable[str]) -> list[str]:
    return [part for part in parts if part]
