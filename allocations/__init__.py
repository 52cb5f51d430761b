"""Notices, national totals, group allocations, sub-allocation filings, and the ledger through which quota moves."""
