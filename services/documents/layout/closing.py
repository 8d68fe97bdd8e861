"""Sets what stands under the text of a document: 附件, 出席, signature and date (GB/T 9704-2012, 7.3)."""

from __future__ import annotations

from services.documents.fonts.library import printable
from services.documents.layout.flow import Flow
from services.documents.layout.measured import Tweak
from services.documents.layout.text import Style
from services.documents.model import Attachments, Paragraph, Signature

# Where the names of attachments begin, in characters: two free, then 附件：.
_LEAD = 5


def set_labelled(flow: Flow, block: Paragraph) -> None:
    """Set a paragraph whose lead is a label: in 黑体, the text turned over under its first character."""
    sizes = flow.sizes
    label, text = block.text[: block.lead], block.text[block.lead :]
    style = Style("heading1", sizes.body, sizes.pitch - sizes.body)
    turn = 2 * sizes.pitch if block.indent else 0.0
    start = turn + flow.text.width(label, style, label)
    # The colon keeps its whole place although a line of its own would end with it.
    start += 0.5 * sizes.body if printable(label).rstrip().endswith("：") else 0.0
    flow.to_grid()
    _set_hanging(flow, (label, style, turn), text, start, label.strip("： "))


def set_attachments(flow: Flow, block: Attachments) -> None:
    """Set 附件：1.… one line below the text; further numbers stand under the first one."""
    sizes = flow.sizes
    style = Style("body", sizes.body, sizes.pitch - sizes.body)
    flow.to_grid()
    flow.skip(sizes.leading)
    lead = _LEAD * sizes.pitch
    count, at = attachment_lines(flow, block), 0
    for number, name in enumerate(block.names, 1):
        mark, start = _numbered(flow, block, number)
        if number == 1:
            flow.line(at, count, sizes.leading)
            _put(flow, "附件：", style, 2 * sizes.pitch, lead)
        at = _set_hanging(flow, (mark, style, lead), name, start, "附件", (at, count))


def attachment_lines(flow: Flow, block: Attachments) -> int:
    """Return how many lines a note on attachments takes."""
    sizes = flow.sizes
    style = Style("body", sizes.body, sizes.pitch - sizes.body)
    rooms = [flow.width - _numbered(flow, block, number)[1] for number in range(1, len(block.names) + 1)]
    return sum(
        len(flow.text.lines(name, style, room, "附件")) for name, room in zip(block.names, rooms, strict=True)
    )


def _numbered(flow: Flow, block: Attachments, number: int) -> tuple[str, float]:
    """Return the number before a name and where the name begins; a single name has no number."""
    sizes = flow.sizes
    lead = _LEAD * sizes.pitch
    if len(block.names) == 1:
        return "", lead
    mark = f"{number}."
    style = Style("body", sizes.body, sizes.pitch - sizes.body)
    return mark, lead + flow.text.width(mark, style, "附件") + 0.25 * sizes.body


def _set_hanging(
    flow: Flow,
    label: tuple[str, Style, float],
    text: str,
    start: float,
    where: str,
    counted: tuple[int, int] | None = None,
) -> int:
    """Set a text from `start` to the right edge, with a mark before its first line.

    Args:
        flow: the pages being filled.
        label: the mark, its style, and where it begins.
        text: what is set.
        start: its left edge, in points from that of the type area.
        where: field it stands in.
        counted: which line of how many its first one is, when other texts belong to it.

    Returns:
        Number of the line after it.
    """
    sizes = flow.sizes
    style = Style("body", sizes.body, sizes.pitch - sizes.body)
    mark, mark_style, mark_at = label
    room = flow.width - start
    lines = flow.text.lines(text, style, room, where)
    first, count = counted or (0, len(lines))
    for number, line in enumerate(lines, first):
        flow.line(number, count, sizes.leading)
        if number == first and mark:
            _put(flow, mark, mark_style, mark_at, start)
        top = flow.y + (sizes.leading - style.size) / 2
        flow.add(flow.text.place(line, style, flow.left + start, top, room, "flush"))
        flow.y += sizes.leading
    return first + len(lines)


def _put(flow: Flow, text: str, style: Style, at: float, until: float) -> None:
    """Put a short text on the current line, its last character as wide as it takes to reach `until`.

    No distance is left to what follows, which a program that reads the text would take for a space.
    """
    top = flow.y + (flow.sizes.leading - style.size) / 2
    (line,) = flow.text.lines(text, style, flow.width, text)
    run = flow.text.place(line, style, flow.left + at, top, flow.width, "left")
    last, before = len(run.text) - 1, {tweak.at: tweak for tweak in run.tweaks}
    delta = (until - at - line.width) / style.size + (before[last].delta if last in before else 0.0)
    tweaks = (*(tweak for tweak in run.tweaks if tweak.at < last), Tweak(last, 0.0, delta))
    flow.add(run._replace(tweaks=tweaks))


def set_signature(flow: Flow, block: Signature) -> None:
    """Set organ and date.

    With a seal (7.3.5.1) the date ends four characters from the right and the organ is centred above it.
    Without one (7.3.5.2) the organ ends two characters from the right and the date begins two characters
    further right than the organ; a date longer than the organ's name ends two characters from the right,
    and the organ moves left.
    """
    sizes = flow.sizes
    style = Style("body", sizes.body, sizes.pitch - sizes.body)
    rows = signature_lines(flow, block) + flow.reserve / sizes.leading
    flow.to_grid((rows + 0.4) * sizes.leading)
    flow.need((rows + 0.4) * sizes.leading)
    # Two lines are left free under a seal where the page has them, one where it has not; none beside a table
    # rather than a page of its own.
    free = (2 if block.sealed else 1) * sizes.leading
    flow.skip(max(min(free, int((flow.room + 0.01) / sizes.leading - rows) * sizes.leading), 0.0))
    organ = flow.text.width(block.organ, style, "署名")
    date = flow.text.width(block.date, style, "成文日期")
    organ_at, date_at = _sealed(flow, organ, date) if block.sealed else _unsealed(flow, organ, date)
    for text, start in ((block.organ, organ_at), (block.date, date_at)):
        for line in flow.text.lines(text, style, flow.width, "署名") if text else ():
            top = flow.y + (sizes.leading - style.size) / 2
            flow.add(flow.text.place(line, style, flow.left + max(start, 0.0), top, flow.width, "left"))
            flow.y += sizes.leading


def signature_lines(flow: Flow, block: Signature) -> int:
    """Return how many lines organ and date take."""
    sizes = flow.sizes
    style = Style("body", sizes.body, sizes.pitch - sizes.body)
    return sum(
        len(flow.text.lines(text, style, flow.width, "署名")) for text in (block.organ, block.date) if text
    )


def _sealed(flow: Flow, organ: float, date: float) -> tuple[float, float]:
    middle = min(flow.width - 4 * flow.sizes.pitch - date / 2, flow.width - organ / 2)
    return middle - organ / 2, middle - date / 2


def _unsealed(flow: Flow, organ: float, date: float) -> tuple[float, float]:
    pitch = flow.sizes.pitch
    if date > organ:
        start = flow.width - 2 * pitch - date
        return start - 2 * pitch, start
    start = flow.width - 2 * pitch - organ
    return start, min(start + 2 * pitch, flow.width - date)
