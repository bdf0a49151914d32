"""The report: results as one file that opens offline."""
