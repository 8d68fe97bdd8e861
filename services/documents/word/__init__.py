"""Word export: a document model as a .docx file with named styles, to be edited in Word, WPS or LibreOffice.

The parts of the file are written as text; no library is needed for that, and the program does not grow.
"""

from services.documents.word.package import word_file

__all__ = ["word_file"]
