"""Notebooks + parameters -> executed notebooks -> one HTML file that can be mailed."""

from analysis.report.run import run_report

__all__ = ["run_report"]
