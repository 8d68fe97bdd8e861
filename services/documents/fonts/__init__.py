"""Fonts of the machine: found by role, chosen per character, cut down to the glyphs a sheet needs."""
