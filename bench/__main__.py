"""Every measurement in one run: `python -m bench`, or some of them: `python -m bench startup lists`."""

import importlib
import os
import sys

NAMES = (
    "startup",
    "lists",
    "searching",
    "importing",
    "sheets",
    "typesetters",
    "disclosure",
    "ledgers",
    "counting",
    "sync",
    "keyed",
)


def main() -> None:
    """Run the measurements named on the command line, all of them by default."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for name in sys.argv[1:] or NAMES:
        print(f"== {name}", flush=True)
        importlib.import_module(f"bench.{name}").main()


if __name__ == "__main__":
    main()
