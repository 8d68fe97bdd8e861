"""From “打印” to a printer that is set up: the printers of this machine, the panel, what is remembered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from ui.widgets.paper import PrintSettings

if TYPE_CHECKING:
    from PySide6.QtCore import QSizeF
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

    from services.notices import Printed
    from ui.session import Session

MEMORY = "print"
_ALLOWED: dict[str, tuple[Any, ...]] = {
    "collate": (True, False),
    "duplex": ("one", "long", "short"),
    "colour": (True, False),
    "paper": ("sheet", "a4", "a3"),
    "scale": ("actual", "fit", "custom"),
}
"""What is remembered. Pages and copies are not: nobody wants the thirty copies of yesterday again unasked."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a printer can do: print on both sides, in colour, on A3."""

    duplex: bool = True
    colour: bool = True
    a3: bool = True


@dataclass(frozen=True, slots=True)
class Device:
    """A printer of this machine.

    Attributes:
        name: as the system calls it.
        make: returns it ready to be set up.
        look: returns what it can do; asks its driver, so only for the one that was chosen.
        usual: whether it is the one the system prints on by default.
    """

    name: str
    make: "Callable[[], QPrinter]"
    look: Callable[[], Abilities]
    usual: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What shall be printed.

    Attributes:
        document: what the print queue shows.
        sizes: sizes of its pages in points; empty where they are not known yet (a batch).
        page: the page being looked at, counted from 0.
        sheets: how many sheets a batch has, 0 for a single one.
    """

    document: str
    sizes: "Sequence[QSizeF]" = ()
    page: int = 0
    sheets: int = 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """A printer that is set up, its name, and how to print on it."""

    printer: "QPrinter"
    name: str
    how: PrintSettings


def devices() -> tuple[Device, ...]:
    """Return the printers of this machine as the system lists them."""
    from PySide6.QtPrintSupport import QPrinterInfo

    usual = QPrinterInfo.defaultPrinterName()
    return tuple(_device(name, name == usual) for name in QPrinterInfo.availablePrinterNames())


def _device(name: str, usual: bool) -> Device:
    def make() -> "QPrinter":
        from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

        return QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)

    def look() -> Abilities:
        from PySide6.QtGui import QPageSize
        from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

        info = QPrinterInfo.printerInfo(name)
        sizes = {size.id() for size in info.supportedPageSizes()}
        return Abilities(
            duplex=any(mode != QPrinter.DuplexMode.DuplexNone for mode in info.supportedDuplexModes()),
            colour=QPrinter.ColorMode.Color in info.supportedColorModes(),
            # a driver that lists no sizes does not say what it cannot do
            a3=not sizes or QPageSize.PageSizeId.A3 in sizes,
        )

    return Device(name, make, look, usual)


def ask(
    parent: "QWidget",
    session: "Session",
    wanted: Wanted,
    then: Callable[[Chosen], None],
    save: Callable[[], None] | None = None,
) -> None:
    """Show the print panel; nothing follows when it is left.

    Args:
        parent: the window it belongs to.
        session: remembers the settings for each user.
        wanted: what shall be printed.
        then: takes the printer as it was set up.
        save: offered as the way to a PDF instead; None where there is none.
    """
    from ui.print_dialog import PrintDialog

    name, how = remembered(session)
    dialog = PrintDialog(wanted, devices(), name, how, can_save=save is not None, parent=parent)

    def accepted() -> None:
        device, settings = dialog.chosen()
        remember(session, device.name, settings)
        printer = device.make()
        printer.setDocName(wanted.document)
        printer.setCreator("楼院台账")
        then(Chosen(printer, device.name, settings))

    dialog.accepted.connect(accepted)
    if save is not None:
        dialog.save_wanted.connect(save)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def remembered(session: "Session") -> tuple[str, PrintSettings]:
    """Return the printer and the settings this user printed with last."""
    kept = session.remembered.get(MEMORY)
    if not isinstance(kept, dict):
        return "", PrintSettings()
    known = {name: kept[name] for name, allowed in _ALLOWED.items() if kept.get(name) in allowed}
    per_cent = kept.get("per_cent")
    if isinstance(per_cent, int) and 10 <= per_cent <= 400:
        known["per_cent"] = per_cent
    return str(kept.get("printer", "")), replace(PrintSettings(), **known)


def remember(session: "Session", printer: str, how: PrintSettings) -> None:
    """Remember the printer and the settings for this user."""
    names = [each.name for each in fields(how) if each.name in _ALLOWED or each.name == "per_cent"]
    session.remembered.put(MEMORY, {"printer": printer} | {name: getattr(how, name) for name in names})


def printed(chosen: Chosen, pages: int, count: int) -> "Printed":
    """Return what the log says of a sheet.

    Args:
        chosen: printer and settings.
        pages: pages of it that were printed.
        count: pages it has.
    """
    from services.notices import Printed

    how = chosen.how
    return Printed(
        pages=pages,
        of=count,
        which=how.pages if pages < count else (),
        copies=how.copies,
        two_sided=how.duplex != "one",
        paper="" if how.paper == "sheet" else how.paper.upper(),
        printer=chosen.name,
    )
