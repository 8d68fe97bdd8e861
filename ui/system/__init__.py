"""The tabs of the page 系统: users, backups, recycle bin, settings, audit log."""
