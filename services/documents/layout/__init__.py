"""Sets a document model on pages: line breaking, paragraphs, tables, charts. Knows nothing of PDF."""
