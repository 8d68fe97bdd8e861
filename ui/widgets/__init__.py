"""Widgets that draw what a subject describes: lists, forms, hints."""
