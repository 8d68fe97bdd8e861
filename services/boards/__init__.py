"""Bulletin boards: what hangs where, hanging and taking down, the walk through the courtyards."""

from services.boards.boards import Board, Hanging, add_board, board_named, boards, days_hung, hanging
from services.boards.first_board import post_on_new
from services.boards.objections import add_objection, reply_due
from services.boards.posting import Posted, post, take_down
from services.boards.sheets import board_payload, objection_sheet, read_board, walk_sheet
from services.boards.walk_list import (
    Tick,
    WalkBoard,
    WalkLine,
    WalkList,
    WalkPlace,
    apply_walk,
    walk_list,
)

__all__ = [
    "Board",
    "Hanging",
    "Posted",
    "Tick",
    "WalkBoard",
    "WalkLine",
    "WalkList",
    "WalkPlace",
    "add_board",
    "add_objection",
    "apply_walk",
    "board_named",
    "board_payload",
    "boards",
    "days_hung",
    "hanging",
    "objection_sheet",
    "post",
    "post_on_new",
    "read_board",
    "reply_due",
    "take_down",
    "walk_list",
    "walk_sheet",
]
