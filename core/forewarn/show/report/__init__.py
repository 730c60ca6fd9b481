"""The HTML report: one self-contained page for an agency, a section a project."""

from forewarn.show.report.page import ReportPage, report_page

__all__ = ["ReportPage", "report_page"]
