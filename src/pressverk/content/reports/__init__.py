"""Reports: publications of many articles, with chapters, data and reading aids."""

from pressverk.content.reports.reading import read_report
from pressverk.content.reports.report_files import files_of
from pressverk.layout.report import lay_out_report

__all__ = ["files_of", "lay_out_report", "read_report"]
