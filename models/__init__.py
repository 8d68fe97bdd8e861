"""The data and the rules: knows no Qt and no service."""
