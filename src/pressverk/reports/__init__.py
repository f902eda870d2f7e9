"""Reports: publications of many articles, with chapters, data and reading aids."""

from pressverk.reports.files import files_of
from pressverk.reports.parts import lay_out_report
from pressverk.reports.reading import read_report

__all__ = ["files_of", "lay_out_report", "read_report"]
