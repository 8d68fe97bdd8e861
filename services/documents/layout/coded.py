"""Sets a QR code with lines of text beside it: what is ticked on paper and read in again by scanning."""

from __future__ import annotations

from services.documents.layout.flow import Flow
from services.documents.layout.page import MM, Qr
from services.documents.layout.text import Style
from services.documents.model import Coded

_SIDE, _BESIDE, _AROUND, _LEADING = 17.0, 4.0, 2.0, 1.4


def coded_height(flow: Flow) -> float:
    """Return the height a code takes with the white around it, in points."""
    return (_SIDE + 2 * _AROUND) * MM


def set_coded(flow: Flow, block: Coded) -> None:
    """Set the code at the left edge and its lines beside it; they stay on one page with what follows."""
    height = coded_height(flow)
    flow.need(height + flow.reserve)
    side, top = _SIDE * MM, flow.y + _AROUND * MM
    flow.add(Qr(flow.left, top, side, side, block.payload))
    x, room = flow.left + side + _BESIDE * MM, flow.width - side - _BESIDE * MM
    styles = [
        Style("heading1" if number == 0 else "body", flow.sizes.table) for number in range(len(block.lines))
    ]
    leading = _LEADING * flow.sizes.table
    y = top + max((side - len(block.lines) * leading) / 2, 0.0)
    for text, style in zip(block.lines, styles, strict=True):
        (line, *_) = flow.text.lines(text, style, room, "二维码旁的文字")
        flow.add(flow.text.place(line, style, x, y, room, "left"))
        y += leading
    flow.y += height
