"""Encryption at rest: the key file beside a database, signing in, passwords, the recovery key, rekeying."""
