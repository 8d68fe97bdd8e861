"""The schema of the first release, frozen: databases in use were made by it."""
