"""The rehearsal of a chat or a list: which lines become opinions, what is guessed, what is known already."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.errors import InvalidInput, NotFound
from services.files import Progress, no_progress
from services.opinion_intake import guessing, tables
from services.opinion_intake.chat import Chat, LeftOut, check_size, read_chat
from services.opinions import OpinionDraft
from services.opinions.registering import register_in
from services.rights import needs

if TYPE_CHECKING:
    from models.db.uow import Committed
    from services.office import Context

MOST_TAKEN: Final = 1_000
_TEXT_ENDINGS: Final = (".txt", ".text", ".md", ".log")
KNOWN, TWICE = "已经登记过", "和前面的重复"
NO_NAME = "没有姓名"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may become an opinion.

    Attributes:
        number: its number among the candidates, from 0.
        line: where it stands in what was pasted.
        take: whether it becomes one.
        text: what was raised.
        sender, name: as the chat shows who said it, and the name in it; "" for nobody.
        on: ISO day it was received.
        building, building_name: guessed, None and "" where none is known.
        category: guessed, of vocab.OPINION_CATEGORY.
        channel: of vocab.OPINION_CHANNEL.
        contact: how to reach whoever said it.
        remark: why it is not taken, "" where nothing speaks against it.
    """

    number: int
    line: int
    take: bool
    text: str
    sender: str
    name: str
    on: str
    building: bytes | None
    building_name: str
    category: str | None
    channel: str
    contact: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would become of what was pasted.

    Attributes:
        courtyard, place: where it is about.
        source: what it was taken from.
        is_chat: whether names were found as in a chat.
        candidates: lines that may become opinions.
        left_out: lines that never do, with the reason.
    """

    courtyard: bytes
    place: str
    source: str
    is_chat: bool
    candidates: tuple[Candidate, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def taken(self) -> tuple[Candidate, ...]:
        """The lines that become opinions."""
        return tuple(each for each in self.candidates if each.take)


@dataclass(frozen=True, slots=True)
class Applied:
    """What was registered: ids in the order of the lines, and the transaction to undo."""

    ids: tuple[bytes, ...]
    committed: "Committed"


@dataclass(frozen=True, slots=True)
class _Raw:
    """A line before anything is guessed."""

    line: int
    text: str
    sender: str = ""
    on: str = ""
    building: str = ""
    category: str = ""
    channel: str = ""
    contact: str = ""


def rehearse_text(
    context: "Context", courtyard: bytes, text: str, *, channel: str = "wechat", source: str = ""
) -> Rehearsal:
    """Look through a pasted chat, list or table; nothing is written.

    Args:
        context: read on the reader's thread.
        courtyard: where it is about.
        text: as pasted.
        channel: of what is taken, unless a column says otherwise.
        source: what it was taken from: 3号楼居民群.

    Raises:
        InvalidInput: it is empty or too long.
        NotFound: the courtyard is gone.
    """
    if not text.strip():
        raise InvalidInput("没有内容。请把微信群的聊天记录或表格粘贴进来。")
    check_size(text)
    rows = tables.rows_of_text(text) if "\t" in text else []
    if rows and tables.headings(rows)[0] >= 0:
        return _from_rows(context, courtyard, rows, channel, source)
    chat = read_chat(text, context.today())
    return _rehearsed(context, courtyard, _of_chat(chat), chat.left_out, chat.is_chat, channel, source)


def rehearse_file(
    context: "Context",
    courtyard: bytes,
    path: Path,
    *,
    channel: str = "wechat",
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] | None = None,
) -> Rehearsal:
    """Look through a text file or a workbook; arguments and exceptions as for `rehearse_text`.

    Raises:
        UserError: the file is missing, damaged, locked or too large.
        EnvironmentFault: it cannot be read from its disk.
    """
    if path.suffix.lower() in _TEXT_ENDINGS:
        from services.text_files import read_text

        return rehearse_text(context, courtyard, read_text(path), channel=channel, source=path.name)
    rows = tables.rows_of_file(path, progress, cancelled)
    if not any(any(row) for row in rows):
        raise InvalidInput(f"文件“{path.name}”里没有内容。请检查是否选对了文件。")
    return _from_rows(context, courtyard, rows, channel, path.name)


def _from_rows(
    context: "Context", courtyard: bytes, rows: list[list[str]], channel: str, source: str
) -> Rehearsal:
    lines, left = tables.read_table(rows)
    today = context.today()
    raw = [
        _Raw(
            line.row,
            line["content"],
            line.get("name", ""),
            tables.day_in(line.get("on", ""), today),
            line.get("building", ""),
            line.get("category", ""),
            line.get("channel", ""),
            line.get("contact", ""),
        )
        for line in lines
    ]
    return _rehearsed(context, courtyard, raw, left, False, channel, source)


def _of_chat(chat: Chat) -> Iterator[_Raw]:
    for said in chat.messages:
        yield _Raw(said.lines[0], said.text, said.sender, said.on)


def _rehearsed(
    context: "Context",
    courtyard: bytes,
    raw: Iterable[_Raw],
    left: Iterable[LeftOut],
    is_chat: bool,
    channel: str,
    source: str,
) -> Rehearsal:
    if channel not in vocab.OPINION_CHANNEL:
        raise InvalidInput(f"没有“{channel}”这种来源。")
    place = context.reader.value(
        "SELECT name FROM courtyard WHERE id = ? AND deleted_at IS NULL", (courtyard,)
    )
    if place is None:
        raise NotFound("这个楼院已经不在了，可能刚被删除。请重新选择楼院。")
    buildings = _buildings(context, courtyard)
    names = {record: name for record, name in buildings.values()}
    known = {number: record for number, (record, _) in buildings.items()}
    seen = _registered(context, courtyard)
    today = context.today().isoformat()
    found: list[Candidate] = []
    for each in raw:
        one = _candidate(each, known, names, channel, today, is_chat)
        key = (one.on, guessing.same_text(one.text))
        again = seen.get(key) or seen.get(("", key[1]) if not each.on else key, "")
        if again:
            one = replace(one, take=False, remark=again)
        seen.setdefault(key, TWICE)
        if not each.on:
            seen.setdefault(("", key[1]), TWICE)
        found.append(replace(one, number=len(found)))
    return Rehearsal(courtyard, place, source, is_chat, tuple(found), tuple(left))


def _candidate(
    raw: _Raw,
    known: dict[str, bytes],
    names: dict[bytes, str],
    channel: str,
    today: str,
    is_chat: bool,
) -> Candidate:
    building = known.get(guessing.number_of(raw.building)) if raw.building else None
    building = building or guessing.building_in(raw.text, raw.sender, known)
    category = tables.code_in(vocab.OPINION_CATEGORY, raw.category) or guessing.category_of(raw.text)
    why = guessing.why_not(raw.text) if is_chat else ""
    on = raw.on if raw.on and raw.on <= today else today
    return Candidate(
        0,
        raw.line,
        not why,
        raw.text,
        raw.sender,
        guessing.person_in(raw.sender) if raw.sender else "",
        on,
        building,
        names.get(building, "") if building is not None else "",
        category,
        tables.code_in(vocab.OPINION_CHANNEL, raw.channel) or channel,
        raw.contact,
        why,
    )


def _buildings(context: "Context", courtyard: bytes) -> dict[str, tuple[bytes, str]]:
    rows = context.reader.all(
        "SELECT id, name FROM building WHERE courtyard_id = ? AND deleted_at IS NULL ORDER BY id",
        (courtyard,),
    )
    found: dict[str, tuple[bytes, str]] = {}
    for record, name in rows:
        number = guessing.number_of(name)
        if number:
            found.setdefault(number, (bytes(record), name))
    return found


def _registered(context: "Context", courtyard: bytes) -> dict[tuple[str, str], str]:
    """Return what is registered already, by day and text, and by text alone for lines without a day."""
    rows = context.reader.all(
        "SELECT received_on, coalesce(content, title) FROM opinion WHERE courtyard_id = ? "
        "AND deleted_at IS NULL",
        (courtyard,),
    )
    found = {(day, guessing.same_text(text)): KNOWN for day, text in rows}
    return found | {("", text): KNOWN for _, text in found}


def changed(rehearsal: Rehearsal, number: int, **values: Any) -> Rehearsal:
    """Return a rehearsal in which one line was corrected: `take`, `text`, `category`, `building` …

    Args:
        rehearsal: as it is.
        number: of the candidate.
        values: attributes of `Candidate`.
    """
    found = list(rehearsal.candidates)
    found[number] = replace(found[number], **values)
    return replace(rehearsal, candidates=tuple(found))


@needs("opinions.write")
def apply(context: "Context", rehearsal: Rehearsal) -> Applied:
    """Register the lines that are taken, in one step that can be undone; on the writer's thread.

    Raises:
        InvalidInput: none is taken, or too many.
        FormErrors: one of them cannot be registered; then none is.
    """
    taken = rehearsal.taken
    if not taken:
        raise InvalidInput("没有勾选要登记的内容。请勾选要登记为意见的行。")
    if len(taken) > MOST_TAKEN:
        raise InvalidInput(f"一次最多登记{MOST_TAKEN}条，现在勾选了{len(taken)}条。请分几次登记。")
    with context.unit_of_work() as work:
        ids = tuple(
            register_in(
                context,
                work,
                OpinionDraft(
                    rehearsal.courtyard,
                    each.text,
                    each.on,
                    channel=each.channel,
                    category=each.category,
                    building=each.building,
                    raised_by=each.name,
                    contact=each.contact,
                    source=rehearsal.source,
                ),
            )
            for each in taken
        )
        work.note("opinions_taken", label=f"{rehearsal.place}：{len(ids)}条")
        return Applied(ids, work.commit())
