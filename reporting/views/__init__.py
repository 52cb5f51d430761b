"""The pages of reporting: a group's reports, and execution."""
