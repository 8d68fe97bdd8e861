"""Tell whether a screen can be reached: exit 0 when a window can be shown, 1 when not.

An address in DISPLAY alone proves nothing (containers inherit it); Qt would end the process over a dead one.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from pathlib import Path


def has_screen() -> bool:
    """Return whether an X11 server or a Wayland compositor answers."""
    return _x11_answers() or _wayland_answers()


def _x11_answers() -> bool:
    if not os.environ.get("DISPLAY"):
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not failed


def _wayland_answers() -> bool:
    name, folder = os.environ.get("WAYLAND_DISPLAY"), os.environ.get("XDG_RUNTIME_DIR")
    if not name or (not folder and not os.path.isabs(name)):
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        try:
            client.connect(str(Path(folder or "/") / name))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    sys.exit(0 if has_screen() else 1)
