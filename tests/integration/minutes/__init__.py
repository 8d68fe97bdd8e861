"""Minutes of meetings."""
