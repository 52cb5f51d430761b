"""PDF and XLSX in and out, receipts. Bytes only: it knows no domain word."""
