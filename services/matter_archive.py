"""The whole file of a matter as one PDF: front with contents, registration sheet, every paper behind it."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from models import vocab
from models.errors import UserError
from models.rules.numbers import format_money
from services.files import Progress, no_progress
from services.masking import masker
from services.matters.progress import Progress as Standing
from services.matters.progress import day_told, where
from services.notices import Target, font_library, make_sheet
from services.notices.meetings import place_of
from services.office import Context
from services.rights import needs

if TYPE_CHECKING:
    from services.documents.archive_facts import ArchiveFacts, FileFacts, ObjectionFacts
    from services.documents.fonts.library import FontLibrary
    from services.documents.meeting_facts import Place
    from services.documents.model import Document

PROFILE: Final = "archive"
"""The profile of resources/masks.json that the front and the lists pass."""
_MOST_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class Archive:
    """A finished archive.

    Attributes:
        title: of the file.
        data: the PDF.
        pages: how many.
        parts: titles of the papers in order, with the page each begins on.
        absent: papers that could not be set, with why.
    """

    title: str
    data: bytes
    pages: int
    parts: tuple[tuple[str, int], ...]
    absent: tuple[str, ...]

    @property
    def file_name(self) -> str:
        """The name it is offered under."""
        return "".join("_" if each in '<>:"/\\|?*' else each for each in self.title) + ".pdf"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A paper that belongs into the archive: a sheet of the registry, or a document of its own."""

    title: str
    target: Target | None = None
    document: "Document | None" = None


def archive(
    context: Context,
    matter_id: bytes,
    fonts: "FontLibrary | None" = None,
    progress: Progress = no_progress,
) -> Archive:
    """Make the archive of a matter; whatever state it is in, it prints.

    Args:
        context: read on the reader's thread.
        matter_id: the matter.
        fonts: the fonts where they were found already.
        progress: told papers done and in all; `Cancelled` ends it.

    Raises:
        NotFound: the matter is gone.
        EnvironmentFault: no Chinese font is installed.
    """
    from services.documents.joining import Joining
    from services.documents.pdf import render

    faces = fonts or font_library(context)
    found = where(context, matter_id)
    place = _place(context, matter_id)
    wanted = list(_wanted(context, found, place))
    made: list[tuple[str, bytes, int]] = []
    absent: list[str] = []
    masks = masker(context, PROFILE)
    for number, each in enumerate(wanted):
        progress(number, len(wanted))
        try:
            if each.target is not None:
                pdf = make_sheet(context, each.target, faces).pdf
            else:
                assert each.document is not None
                pdf = render(masks.swept(each.document), faces)
        except UserError as error:
            absent.append(f"{each.title}（{error.message.rstrip('。')}）")
            continue
        made.append((each.title, pdf.data, pdf.pages))
    front, facts = _front(context, found, place, made, absent, faces)
    file = BytesIO()
    joining = Joining(file)
    joining.add(front[0], front[1], "封面和目录")
    for title, data, pages in made:
        joining.add(data, pages, title)
    joining.finish()
    progress(len(wanted), len(wanted))
    parts = tuple((each.title, each.first) for each in facts.parts)
    return Archive(f"{facts.title}议事档案", file.getvalue(), facts.pages, parts, tuple(absent))


def _front(
    context: Context,
    found: Standing,
    place: "Place",
    made: list[tuple[str, bytes, int]],
    absent: list[str],
    fonts: "FontLibrary",
) -> "tuple[tuple[bytes, int], ArchiveFacts]":
    """Set the front; its own pages count, so it is set until they are as many as it counts with."""
    from services.documents.pdf import render
    from services.documents.sheets.archive import archive_front

    masks = masker(context, PROFILE)
    own = 1
    for _ in range(_MOST_TRIES):
        facts = masks.swept(_facts(context, found, place, made, absent, own))
        pdf = render(archive_front(facts), fonts)
        if pdf.pages == own:
            break
        own = pdf.pages
    return (pdf.data, pdf.pages), facts


def _facts(
    context: Context,
    found: Standing,
    place: "Place",
    made: list[tuple[str, bytes, int]],
    absent: list[str],
    own: int,
) -> "ArchiveFacts":
    from services.documents.archive_facts import ArchiveFacts, PartFacts

    parts, at = [], own + 1
    for title, _, pages in made:
        parts.append(PartFacts(title, at, pages))
        at += pages
    first = next((each.first for each in found.steps if each.first), "")
    begun, over = day_told(first), day_told(found.closed_on)
    present = found.step
    state = vocab.MATTER_STATE.label(found.state)
    about = (
        ("事项", found.title),
        ("楼院", place.name),
        ("议事程序", found.template.name + ("（补录）" if found.late else "")),
        ("起止时间", f"{begun or '未开始'}至{over or '今'}"),
        ("办理情况", state if present is None or found.state != "open" else f"{state}：{present.name}"),
        ("编制日期", day_told(context.today().isoformat())),
    )
    return ArchiveFacts(
        f"{place.name}{found.title}",
        f"{place.office}　{place.community}".strip("　"),
        place.organ,
        context.today().isoformat(),
        about,
        tuple(parts),
        at - 1,
        tuple(absent),
    )


def _place(context: Context, matter_id: bytes) -> "Place":
    row = context.reader.one("SELECT courtyard_id, unit_id FROM matter WHERE id = ?", (matter_id,))
    return place_of(context, *(row or (None, None)))


# what belongs into it, in order


def _wanted(context: Context, found: Standing, place: "Place") -> Iterator[_Wanted]:
    yard, matter = found.courtyard_id, found.matter_id
    yield _Wanted("议事登记表", Target("matter_register", yard, matter))
    consult = next((each for each in found.steps if each.kind == "consult"), None)
    if consult is not None and consult.answered is not None:
        yield _Wanted("征求意见汇总表", Target("consult_summary", yard, matter))
    yield from _meetings(context, found)
    yield from _notices(context, found)
    objections = _objections(context, matter)
    if objections:
        yield _Wanted("异议和答复", document=_objection_list(place, found.title, objections))
    funding = _funding(context, matter)
    if funding:
        yield _Wanted("经费情况", document=_funding_sheet(place, found.title, funding))
    if found.steps[-1].step_id is not None:
        yield _Wanted("验收单", Target("acceptance", yard, matter))
    files = _files(context, found)
    if files:
        yield _Wanted("照片和扫描件目录", document=_file_list(place, found.title, files))


def _meetings(context: Context, found: Standing) -> Iterator[_Wanted]:
    """Give minutes and resolutions of every meeting about the matter, also of one that went before."""
    named = {each.meeting.id: each.name for each in found.steps if each.meeting is not None}
    rows = context.reader.all(
        "SELECT t.id, t.title, t.courtyard_id FROM meeting t WHERE (t.matter_id = ? OR EXISTS ("
        "SELECT 1 FROM matter_step s WHERE s.matter_id = ? AND s.meeting_id = t.id AND s.deleted_at IS NULL"
        ")) AND t.deleted_at IS NULL ORDER BY t.held_on, t.id",
        (found.matter_id, found.matter_id),
    )
    for meeting_id, title, yard in rows:
        step = named.get(bytes(meeting_id), "")
        yield _Wanted(f"{step + '：' if step else ''}{title}纪要", Target("minutes", yard, bytes(meeting_id)))
        motions = context.reader.all(
            "SELECT id, title, state FROM resolution WHERE meeting_id = ? AND kind = 'motion' "
            "AND deleted_at IS NULL ORDER BY id",
            (meeting_id,),
        )
        if _has_roll(context, meeting_id):
            yield _Wanted(f"签到表：{title}", Target("attendance", yard, bytes(meeting_id)))
        for motion_id, motion, state in motions:
            yield _Wanted(f"决议文本：{motion}", Target("resolution", yard, bytes(motion_id)))
            if state == "counted":
                yield _Wanted(f"计票单：{motion}", Target("tally", yard, bytes(motion_id)))


def _has_roll(context: Context, meeting_id: bytes) -> bool:
    sql = "SELECT id FROM attendee WHERE meeting_id = ? AND deleted_at IS NULL ORDER BY id LIMIT 1"
    return context.reader.value(sql, (meeting_id,)) is not None


def _notices(context: Context, found: Standing) -> Iterator[_Wanted]:
    """Give every notice about the matter that was issued or hung before; drafts are no papers yet."""
    rows = context.reader.all(
        "SELECT t.id, t.title, coalesce(t.number, ''), t.courtyard_id FROM notice t WHERE (t.matter_id = ? "
        "OR EXISTS (SELECT 1 FROM matter_step s WHERE s.matter_id = ? AND s.notice_id = t.id "
        "AND s.deleted_at IS NULL)) AND t.deleted_at IS NULL AND (t.number IS NOT NULL OR t.late = ? "
        "OR (t.state IS NULL AND t.posted_from IS NOT NULL)) AND coalesce(t.state, '') <> 'void' "
        "ORDER BY coalesce(t.posted_from, t.issued_on, ''), t.id",
        (found.matter_id, found.matter_id, True),
    )
    for notice_id, title, number, yard in rows:
        yield _Wanted(f"公示：{number}{title}", Target("notice", yard, bytes(notice_id)))


_ABOUT: Final = (
    "(n.matter_id = ? OR EXISTS (SELECT 1 FROM matter_step s WHERE s.matter_id = ? AND s.notice_id = n.id "
    "AND s.deleted_at IS NULL))"
)


def _objections(context: Context, matter_id: bytes) -> "tuple[ObjectionFacts, ...]":
    from services.documents.archive_facts import ObjectionFacts

    rows = context.reader.all(
        "SELECT n.title, coalesce(o.raised_on, ''), o.content, coalesce(o.replied_on, ''), "
        f"coalesce(o.reply, '') FROM objection o JOIN notice n ON n.id = o.notice_id WHERE {_ABOUT} "
        "AND o.deleted_at IS NULL AND n.deleted_at IS NULL ORDER BY o.raised_on NULLS FIRST, o.id",
        (matter_id, matter_id),
    )
    return tuple(ObjectionFacts(*row) for row in rows)


def _objection_list(place: "Place", title: str, objections: "tuple[ObjectionFacts, ...]") -> "Document":
    from services.documents.sheets.archive import objection_list

    return objection_list(place.name, title, objections)


def _funding(context: Context, matter_id: bytes) -> tuple[tuple[str, str], ...]:
    row = context.reader.one("SELECT budget, final_cost FROM matter WHERE id = ?", (matter_id,))
    lines = context.reader.all(
        "SELECT source, amount FROM funding_line WHERE matter_id = ? AND deleted_at IS NULL ORDER BY id",
        (matter_id,),
    )
    budget, cost = row or (None, None)
    found = [("预算", format_money(budget))] if budget is not None else []
    found += [(vocab.FUNDING_SOURCE.label(source), format_money(int(amount))) for source, amount in lines]
    found += [("资金合计", format_money(sum(int(each[1]) for each in lines)))] if lines else []
    found += [("决算", format_money(cost))] if cost is not None else []
    if budget is not None and cost is not None:
        found.append(("节余（预算－决算）", format_money(budget - cost)))
    return tuple(found)


def _funding_sheet(place: "Place", title: str, rows: tuple[tuple[str, str], ...]) -> "Document":
    from services.documents.sheets.archive import funding_sheet

    return funding_sheet(place.name, title, rows)


def _files(context: Context, found: Standing) -> "tuple[FileFacts, ...]":
    """Return the files of the matter, of its steps, and of the meetings and notices these rest on."""
    from services.documents.archive_facts import FileFacts

    owners = [("matter", found.matter_id, "事项")]
    for each in found.steps:
        owners += [("matter_step", each.step_id, each.name)] if each.step_id is not None else []
        owners += [("meeting", each.meeting.id, each.meeting.title)] if each.meeting is not None else []
        owners += [("notice", each.notice.id, each.notice.title)] if each.notice is not None else []
    files = []
    for table, record, owner in owners:
        rows = context.reader.all(
            "SELECT name, coalesce(caption, ''), sha256 FROM attachment WHERE tbl = ? "
            "AND row_id = ? AND deleted_at IS NULL ORDER BY position NULLS FIRST, id",
            (table, record),
        )
        files += [FileFacts(owner, name, caption, bytes(digest).hex()[:16]) for name, caption, digest in rows]
    return tuple(files)


def _file_list(place: "Place", title: str, files: "tuple[FileFacts, ...]") -> "Document":
    from services.documents.sheets.archive import file_list

    return file_list(place.name, title, files)


@needs("deliberation.write")
def note_archived(context: Context, matter_id: bytes, made: Archive, where_to: str) -> None:
    """Note in the audit log that an archive left the program, on the writer's thread."""
    with context.unit_of_work() as work:
        label = f"{made.title}：{len(made.parts)}件，{made.pages}页，{where_to}"
        work.note("matter_archived", table="matter", row_id=matter_id, label=label)
        work.commit()
