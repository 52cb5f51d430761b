"""The pages of a province and of its inspections."""
