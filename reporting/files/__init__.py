"""Layouts of PDF and XLSX files, out and in."""
