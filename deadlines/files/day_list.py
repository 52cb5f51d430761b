"""A list of days as officials enter or upload it, in the form of deadlines/data/calendar.csv; errors row by row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from common.constraints import NotValid
from common.periods import WEEKDAYS_EN, WEEKDAYS_ZH, day_text
from deadlines.models import CalendarDay
from documents.files.cells import Found, text_of
from documents.files.headings_unknown import HeadingsUnknown
from documents.files.layouts import Heading, Layout
from documents.files.reading import Limits
from documents.files.table_reader import collect, read_tables
from documents.files.tables import read_sheets

HOLIDAY, MAKEUP = CalendarDay.Kind.HOLIDAY.value, CalendarDay.Kind.MAKEUP_WORKDAY.value
# In a list of changes: a day that was off or a make-up day, and is neither any more.
ORDINARY = "ordinary"
LISTED_KINDS = [HOLIDAY, MAKEUP, ORDINARY]
KINDS = {
    HOLIDAY: HOLIDAY, "放假": HOLIDAY, "day off": HOLIDAY,
    MAKEUP: MAKEUP, "调休上班": MAKEUP, "上班": MAKEUP, "make-up working day": MAKEUP,
    ORDINARY: ORDINARY, "照常": ORDINARY,
}  # fmt: skip
LAYOUT = Layout(
    "calendar",
    (
        # Its day is what a row is known by.
        Heading("date", "日期", "date", "code"),
        Heading("weekday", "星期", "weekday", "text", ("周几",)),
        Heading("kind", "类别", "kind", "text", ("类型",)),
        Heading("name", "节日", "name", "text", ("名称", "节日名称", "假日", "holiday")),
        Heading("notice_year", "年度", "notice_year", "text", ("年份", "notice year", "year")),
        Heading("notice_url", "文件", "notice_url", "text", ("文件链接", "链接", "notice url")),
    ),
)
NEEDED = ("date", "kind", "name")
LARGEST = 200_000
MOST_ROWS = 400
LIMITS = Limits(size=LARGEST, rows=MOST_ROWS, columns=20)
LONGEST_NAME = 50
LONGEST_LINK = 300
# 全国年节及纪念日放假办法: an arrangement of a whole year that lacks one of them is not complete.
STATUTORY = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
DECEMBER = 12
MIX = "=+-@"


@dataclass(frozen=True)
class ListedDay:
    """A day as entered; `where` names the row or the field at which an error is shown."""

    where: str
    day: date
    kind: str
    name: str
    document: str = ""


@dataclass
class DayList:
    """The days that could be read, and a sentence for each cell that could not."""

    days: list[ListedDay] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    # What of a file was left out: columns, notes.
    remarks: list[Found] = field(default_factory=list)

    def refuse_if_wrong(self) -> None:
        """Raises NotValid with a sentence per cell."""
        if self.faults:
            sentence = _("%(count)s places must be corrected; nothing was stored.") % {"count": len(self.faults)}
            raise NotValid("calendar_days", sentence, cells=self.faults)


def read_upload(data: bytes, year: int, names: Mapping[str, str] | None = None) -> DayList:
    """The days of a CSV or XLSX file; `names` are headings that were matched by hand.

    Raises HeadingsUnknown for a file without the needed columns, and NotValid when it is no table at all.
    """
    try:
        table = read_tables(read_sheets(data, LIMITS), LAYOUT.with_names(names or {}))[0]
    except HeadingsUnknown as unknown:
        raise _no_heading(NEEDED, unknown.headings) from None
    missing = [one for one in NEEDED if one not in table.places]
    if missing:
        raise _no_heading(missing, [text_of(value) for value in table.sheet.rows[table.head - 1]])
    found = DayList(remarks=collect([table])[1])
    for at, sentence in collect([table])[0]:
        found.faults[at] = sentence
    for line in table.lines:
        row = {name: text_of(table.value(line.number, name)) for name in table.places}
        _read_row(found, str(line.number), row, year)
    if not found.days and not found.faults:
        raise NotValid("calendar_empty", _("The file names no day."))
    return found


def _no_heading(missing: Sequence[str], there: Iterable[str]) -> HeadingsUnknown:
    sentence = _("A row of headings must name the columns %(needed)s; missing: %(missing)s.")
    said = {"needed": ", ".join(NEEDED), "missing": ", ".join(missing)}
    return HeadingsUnknown.of(sentence % said, [text for text in there if text], "calendar_heading")


def _read_row(found: DayList, number: str, row: Mapping[str, str], year: int) -> None:
    def fault(column: str, sentence: str) -> None:
        found.faults[_("row %(row)s, %(column)s") % {"row": number, "column": column}] = sentence

    before = len(found.faults)
    day = parse_day(row["date"])
    if day is None:
        fault("date", _("“%s” is no day; write it like 2021-08-24.") % row["date"])
    if row["kind"] not in KINDS:
        fault("kind", _("“%(kind)s” is no kind; write %(kinds)s.") % {"kind": row["kind"], "kinds": _kind_words()})
    if problem := name_fault(row["name"], KINDS.get(row["kind"], "")):
        fault("name", problem)
    if day and (problem := _weekday_fault(row.get("weekday", ""), day)):
        fault("weekday", problem)
    if row.get("notice_year") and row["notice_year"] != str(year):
        fault("notice_year", _("This list is for %(year)s, but the row has “%(text)s”.")
              % {"year": year, "text": row["notice_year"]})  # fmt: skip
    link = row.get("notice_url", "")
    if link and not (link.startswith(("http://", "https://")) and len(link) <= LONGEST_LINK):
        fault("notice_url", _("“%s” is no link; it begins with https://.") % link[:50])
    if day and len(found.faults) == before:
        where = _("row %(row)s") % {"row": number}
        found.days.append(ListedDay(where, day, KINDS[row["kind"]], row["name"], link))


def _kind_words() -> str:
    return ", ".join((HOLIDAY, MAKEUP, ORDINARY))


def parse_day(text: str) -> date | None:
    """2026-02-14, 2026/2/14, 2026年2月14日 or 20260214."""
    for pattern in ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def name_fault(name: str, kind: str) -> str:
    """What is wrong with a holiday's name; it goes into files that a spreadsheet opens."""
    if not name and kind != ORDINARY:
        return _("The holiday's name is missing.")
    if len(name) > LONGEST_NAME or (name[:1] in MIX and name):
        return _("“%s” is no holiday's name.") % name[:LONGEST_NAME]
    return ""


def _weekday_fault(text: str, day: date) -> str:
    right = (WEEKDAYS_ZH[day.weekday()], WEEKDAYS_EN[day.weekday()])
    if not text or text.replace("星期", "周") in right:
        return ""
    return _("%(day)s is a %(right)s, but the row has “%(text)s”.") % {
        "day": day_text(day),
        "right": right[0],
        "text": text,
    }


def days_from(first: date, last: date) -> Iterator[date]:
    """Every day of a holiday."""
    for step in range((last - first).days + 1):
        yield first + timedelta(days=step)


def check_set(found: DayList, year: int, *, whole: bool, neighbours: Mapping[date, tuple[str, int]]) -> None:
    """What rows cannot know each for itself: twice the same day, another year's day, a holiday that is missing.

    `neighbours` are the days that other years' arrangements name already, with kind and year.
    """
    seen: dict[date, str] = {}
    for one in found.days:
        texts = {"day": day_text(one.day), "year": year}
        if not (one.day.year == year or (one.day.year, one.day.month) == (year - 1, DECEMBER)):
            found.faults.setdefault(one.where, _("%(day)s does not belong to the arrangement of %(year)s.") % texts)
        elif one.day in seen:
            texts["former"] = seen[one.day]
            found.faults.setdefault(one.where, _("%(day)s is named twice, before at %(former)s.") % texts)
        elif one.day in neighbours and neighbours[one.day][0] != one.kind:
            texts["other"] = neighbours[one.day][1]
            found.faults.setdefault(one.where, _("%(day)s is named otherwise by the arrangement of %(other)s.") % texts)
        seen.setdefault(one.day, one.where)
    if whole:
        _check_statutory(found, year)


def _check_statutory(found: DayList, year: int) -> None:
    off = {one.day for one in found.days if one.kind == HOLIDAY}
    missing = [date(year, *rest) for rest in STATUTORY if date(year, *rest) not in off]
    if missing:
        days = _(", ").join(map(day_text, missing))
        found.faults[_("whole list")] = _("Statutory holidays are missing: %s.") % days


def merged(present: Iterable[ListedDay], changes: Sequence[ListedDay]) -> list[ListedDay]:
    """The whole year's days after the changes: they replace, add, or make a day ordinary again."""
    days = {one.day: one for one in present} | {one.day: one for one in changes}
    return [days[day] for day in sorted(days) if days[day].kind != ORDINARY]
