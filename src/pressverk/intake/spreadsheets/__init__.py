"""Tables of spreadsheet files -> files of data with drafted schemas.

file ─read→ Sheet ─find→ FoundTable ─fill→ Grid ─type→ Draft ─write→ CSV and schema
"""

from pressverk.intake.spreadsheets.importing import (
    Imported,
    ImportedTable,
    Written,
    WrittenState,
    import_tables,
    write_tables,
)

__all__ = [
    "Imported",
    "ImportedTable",
    "Written",
    "WrittenState",
    "import_tables",
    "write_tables",
]
