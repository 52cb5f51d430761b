"""What monthly checks store: the check of a month, its enterprises, and the verdicts."""

from monthly_checks.models.check import CheckedEnterprise, CheckVerdict, CheckVerdictQuerySet, MonthlyCheck

__all__ = ["CheckVerdict", "CheckVerdictQuerySet", "CheckedEnterprise", "MonthlyCheck"]
