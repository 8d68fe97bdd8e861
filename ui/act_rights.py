"""Which right each act of the strips and each button of the pages needs; pure data.

The services ask for the same rights by themselves; a test holds pages and table together.
"""

from typing import Final

_VOTES: Final = "deliberation.write|votes.count"

ACTS: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "notices": (
        "notices.write",
        {
            "check": "notices.check",
            "issue": "notices.issue",
            "correct": "notices.issue",
            "void": "notices.issue",
            "archive": "notices.issue",
            "post": "notices.post",
            "take_down": "notices.post",
            "reprint": "notices.print",
            "form": "notices.print",
        },
    ),
    "minutes": (
        "deliberation.write",
        {
            "check": "minutes.check",
            "print": "notices.print",
            "reprint": "notices.print",
            "word": "notices.print",
            "before": "",
            "files": "",
        },
    ),
    "elections": ("elections.write", {"sheets": "notices.print"}),
    "matters": (
        "deliberation.write",
        {"form": "notices.print", "summary": "notices.print", "acceptance": "notices.print"},
    ),
    "opinions": ("opinions.write", {}),
    "appraisals": ("deliberation.write", {"form": "notices.print", "summary": "notices.print", "notice": ""}),
    "meetings": ("deliberation.write", {"motions": _VOTES, "station": _VOTES}),
}
"""By strip: the right of an act that is not named, and the rights of those that are."""

BUTTONS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "courtyards": {"records.import": ("import_button",), "lists.export": ("export_button",)},
    "obligations": {
        "notices.write": ("make_button", "register_button"),
        "disclosure.write": ("off_button",),
    },
    "duties": {"deliberation.write": ("meet_button",)},
    "walk-list": {
        "notices.post": ("save_button", "photo_button", "move_button", "board_button"),
        "notices.print": ("print_button",),
    },
    "statistics": {"lists.export": ("export_button",), "notices.print": ("print_button",)},
    "ledger": {
        "ledger.write": (
            "import_button",
            "top.account_button",
            "top.new_account_button",
            "top.waiting_button",
            "top.kinds_button",
            "register.change_button",
            "register.delete_button",
            "register.reverse_button",
            "charges.make_button",
            "charges.pay_button",
            "charges.delete_button",
        ),
        "ledger.close": ("closing.close_button",),
        "lists.export": ("register.export_button",),
    },
    "meeting-room": {
        "deliberation.write": (
            "roll.acts",
            "roll.add_button",
            "roll.first_button",
            "agenda.new",
            "agenda.up_button",
            "agenda.down_button",
            "agenda.remove_button",
            "agenda.take_button",
            "motions.add_button",
            "motions.election_button",
            "motions.change_button",
            "motions.figures",
            "station.entry",
            "station.places",
            "station.compare_button",
        ),
    },
    "system": {
        "office.rules": (
            "rules.edit_button",
            "rules.add_button",
            "rules.active_button",
            "rules.reset_button",
        ),
        "office.settings": ("preferences.choose_button", "preferences.clear_button"),
    },
}
"""By page: the right, and the buttons and fields that need it, as attributes of the page."""


def right_of(strip: str, act: str) -> str:
    """Return the code of the right an act of a strip needs; "" for one of everybody."""
    usual, named = ACTS[strip]
    return named.get(act, usual)
