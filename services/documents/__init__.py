"""Printed sheets: a renderer-free document model, its builders, and what turns it into pages."""
