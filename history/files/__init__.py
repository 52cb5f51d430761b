"""The layouts of the workbooks of past years: their columns, their templates, their rows."""
