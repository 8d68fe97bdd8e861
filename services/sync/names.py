"""Names of package files: to whom, from whom, which number; nothing is believed because of them."""

from pathlib import Path

SUFFIX = ".csp"


def short(replica: bytes) -> str:
    """Return the eight digits of a replica id a name holds: the last ones, the first tell only the time."""
    return replica[-4:].hex()


def package_name(receiver: bytes, sender: bytes, number: int, package_hash: bytes) -> str:
    """Return the name of a package."""
    return f"CSP_{short(receiver)}_{short(sender)}_{number}_{package_hash[:4].hex()}{SUFFIX}"


def packages(folder: Path) -> tuple[Path, ...]:
    """Return the files of a folder that are called like packages, in the order of their names."""
    found = [each for each in folder.iterdir() if each.suffix.lower() == SUFFIX]
    return tuple(sorted(each for each in found if each.is_file() and not each.is_symlink()))
