"""Sets what stands under the text of a document: 附件, 出席, signature and date (GB/T 9704-2012, 7.3)."""

from __future__ import annotations

from services.documents.fonts.library import printable
from services.documents.layout.flow import Flow
from services.documents.layout.measured import Tweak
from services.documents.layout.text import Style
from services.documents.model import Attachments, Paragraph, Signature


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
    _set_hanging(flow, label, style, turn, text, start, label.strip("： "))


def set_attachments(flow: Flow, block: Attachments) -> None:
    """Set 附件：1.… one line below the text; further numbers stand under the first one."""
    sizes = flow.sizes
    style = Style("body", sizes.body, sizes.pitch - sizes.body)
    flow.to_grid()
    flow.skip(sizes.leading)
    lead = 5 * sizes.pitch
    for number, name in enumerate(block.names, 1):
        mark = f"{number}." if len(block.names) > 1 else ""
        start = lead + (flow.text.width(mark, style, "附件") + 0.25 * sizes.body if mark else 0.0)
        if number == 1:
            flow.need(sizes.leading)
            _put(flow, "附件：", style, 2 * sizes.pitch, lead)
        _set_hanging(flow, mark, style, lead, name, start, "附件")


def _set_hanging(
    flow: Flow, mark: str, mark_style: Style, mark_at: float, text: str, start: float, where: str
) -> None:
    """Set a text from `start` to the right edge, with a mark before its first line."""
    sizes = flow.sizes
    style = Style("body", sizes.body, sizes.pitch - sizes.body)
    room = flow.width - start
    for number, line in enumerate(flow.text.lines(text, style, room, where)):
        flow.need(sizes.leading)
        if number == 0 and mark:
            _put(flow, mark, mark_style, mark_at, start)
        top = flow.y + (sizes.leading - style.size) / 2
        flow.add(flow.text.place(line, style, flow.left + start, top, room, "flush"))
        flow.y += sizes.leading


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
    lines = bool(block.organ) + bool(block.date)
    flow.to_grid((lines + 0.4) * sizes.leading)
    flow.need((lines + 0.4) * sizes.leading)
    # A line or two are left free where the page has them; better closer than alone on a page of its own.
    free = (2 if block.sealed else 1) * sizes.leading
    flow.skip(min(free, int((flow.room + 0.01) / sizes.leading - lines) * sizes.leading))
    organ = flow.text.width(block.organ, style, "署名")
    date = flow.text.width(block.date, style, "成文日期")
    organ_at, date_at = _sealed(flow, organ, date) if block.sealed else _unsealed(flow, organ, date)
    for text, start in ((block.organ, organ_at), (block.date, date_at)):
        for line in flow.text.lines(text, style, flow.width, "署名") if text else ():
            top = flow.y + (sizes.leading - style.size) / 2
            flow.add(flow.text.place(line, style, flow.left + max(start, 0.0), top, flow.width, "left"))
            flow.y += sizes.leading


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
