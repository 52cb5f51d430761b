"""Whole years, through the pages that people use."""
