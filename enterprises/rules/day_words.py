"""Days as the sentences of the rules name them, in both languages."""

from datetime import date

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def zh_day(day: date) -> str:
    """2021年8月24日."""
    return f"{day.year}年{day.month}月{day.day}日"


def en_day(day: date) -> str:
    """24 Aug 2021."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
