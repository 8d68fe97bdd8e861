"""The files of a record on the screen: their list, adding to it, and looking at one."""
