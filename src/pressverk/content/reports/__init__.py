"""Reports: publications of many articles, with chapters, data and reading aids."""
