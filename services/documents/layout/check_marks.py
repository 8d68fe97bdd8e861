"""Puts the QR code with the check code under the type area of every page, opposite to the page number."""

from __future__ import annotations

from services.documents.layout.flow import Flow
from services.documents.layout.page import MM, Qr
from services.documents.layout.text import Style
from services.documents.model import CheckMark

_SIZE, _DOWN, _BESIDE = 18.0, 6.0, 3.0
_STYLE, _LEADING = Style("body", 8.0), 1.45


def set_check_marks(flow: Flow, mark: CheckMark) -> None:
    """Mark every page; the code and what it is for stand beside the QR code."""
    side, beside = _SIZE * MM, _BESIDE * MM
    top = flow.geometry.bottom + _DOWN * MM
    for number, page in enumerate(flow.pages, 1):
        at_left = number % 2 == 1
        left = flow.left if at_left else flow.left + flow.width - side
        page.items.append(Qr(left, top, side, side, mark.payload))
        told = [f"校验码 {mark.code}", "扫码或输入校验码，可与登记核对"]
        if mark.number:
            told.insert(0, mark.number)
        if len(flow.pages) > 1:
            told.insert(0, f"第{number}张　共{len(flow.pages)}张")
        y = top + (side - len(told) * _LEADING * _STYLE.size) / 2
        room = flow.width / 2
        x = left + side + beside if at_left else left - beside - room
        for text in told:
            (line, *_) = flow.text.lines(text, _STYLE, room, "校验码")
            page.items.append(flow.text.place(line, _STYLE, x, y, room, "left" if at_left else "right"))
            y += _LEADING * _STYLE.size
