"""Intake: material made elsewhere (Word, web pages, feeds, spreadsheets) becomes article files."""
