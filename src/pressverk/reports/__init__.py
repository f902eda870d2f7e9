"""Reports: publications of many articles, with chapters, data and reading aids."""

from pressverk.reports.reading import read_report

__all__ = ["read_report"]
