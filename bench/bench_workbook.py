"""A monthly workbook of ten thousand lines, validated and stored, against django-import-export on the same lines, and
against parsing and inserting them bare. Processor time is compared, so that the ratios are the same on a busy machine."""

import io
import sys
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from bench.harness import own_database, verdict
from bench.processor_time import processor_seconds

LINES, SHEET, FIRST_ROW = 10_000, "A 采矿", 4
# The entry columns of the sheet that are filled in, from the first figure on; the seventh column is the output.
FIGURES = ("output", "opening_stock", "purchases", "used", "sales", "closing_stock", "traceability_quantity")
FIRST_FIGURE = 6
# What the issue of such workbooks is measured by: so many times faster, or at most so many times slower.
DEFAULTS, BULK, BARE, PREVIEW = 10, 5, 1, 1 / 0.6


def figures_of(number: int) -> tuple[Decimal, ...]:
    """A month in which everything fits, t REO; no two neighbours have the same."""
    output = Decimal(number % 97 + 100) + Decimal(number % 1000) / 1000
    return output, Decimal(10), Decimal(0), Decimal(0), output, Decimal(10), output


def build() -> Any:
    """A group of ten thousand mines, and its draft of a month with a line for each."""
    from accounts.models import Organisation, Province, User
    from common.periods import Month
    from enterprises.models import Enterprise, GroupMembership
    from reporting.models import ReportLine
    from reporting.services.drafts import start_report

    group = Organisation.objects.get(code="northern-re")
    province = Province.objects.get(code="15")
    Enterprise.objects.bulk_create(
        Enterprise(
            credit_code=f"{number:018d}",
            name_zh=f"示例矿山{number}",
            name_en=f"Example mine {number}",
            kind="mine",
            has_rock=True,
            province=province,
            city="示例市",
            is_fictional=True,
        )
        for number in range(LINES)
    )
    mines = list(Enterprise.objects.order_by("credit_code"))
    day = datetime(2020, 1, 1).date()  # noqa: DTZ001 - a day has no zone
    GroupMembership.objects.bulk_create(GroupMembership(enterprise=row, group=group, valid_from=day) for row in mines)
    report = start_report(group=group, month=Month(2021, 2), by=User.objects.get(username="northern-clerk"))
    lines = [ReportLine(report=report, enterprise=row, category="mining_rock") for row in mines]
    # A draft begins with the lines of those that have something to report.
    ReportLine.objects.bulk_create(lines, ignore_conflicts=True)
    return report


def filled_in(template: bytes) -> bytes:
    """The product's own template with every figure typed."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(template))
    for number, row in enumerate(book[SHEET].iter_rows(min_row=FIRST_ROW, max_row=FIRST_ROW + LINES - 1)):
        for place, tonnes in enumerate(figures_of(number)):
            row[FIRST_FIGURE + place].value = tonnes
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def flat(report: Any) -> bytes:
    """The same lines as django-import-export wants them: one sheet, the model's names above, each line by its key."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.append(["id", *FIGURES])
    lines = report.lines.order_by("enterprise__credit_code").values_list("pk", flat=True)
    for number, key in enumerate(lines):
        page.append([key, *figures_of(number)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def emptied(report: Any) -> None:
    """As before the upload."""
    report.lines.update(**dict.fromkeys(FIGURES))


def ours(report: Any, content: bytes) -> Callable[[], None]:
    """Read in the child process, compared cell by cell, stored with its line of the log."""
    from accounts.models import User
    from reporting.models import ProductionReport
    from reporting.services.report_workbook import apply_upload, preview_upload

    clerk = User.objects.get(username="northern-clerk")

    def upload() -> None:
        draft = ProductionReport.objects.get(pk=report.pk)
        preview = preview_upload(draft, content)
        assert not preview.refused, preview.refused[:1]
        apply_upload(report=draft, preview=preview.to_json(), by=clerk)

    return upload


def preview(report: Any, content: bytes) -> Callable[[], None]:
    """What the upload would change, with nothing stored."""
    from reporting.models import ProductionReport
    from reporting.services.report_workbook import preview_upload

    def look() -> None:
        found = preview_upload(ProductionReport.objects.get(pk=report.pk), content)
        assert len(found.new) == LINES * len(FIGURES), len(found.new)

    return look


def import_export(content: bytes, **options: Any) -> Callable[[], None]:
    """django-import-export with these options, in one transaction as ours."""
    from import_export import fields, resources, widgets
    from tablib import Dataset

    from reporting.models import ReportLine

    declared: dict[str, Any] = {name: fields.Field(name, name, widgets.DecimalWidget()) for name in FIGURES}
    meta = type("Meta", (), {"model": ReportLine, "fields": ("id", *FIGURES), "use_transactions": True, **options})
    resource = type("LineResource", (resources.ModelResource,), {**declared, "Meta": meta})

    def upload() -> None:
        result = resource().import_data(Dataset().load(content, "xlsx"), raise_errors=True)
        assert result.totals["update"] == LINES, result.totals

    return upload


def bare(report: Any, content: bytes) -> Callable[[], None]:
    """Parsed with openpyxl and inserted in bulk, with no question asked."""
    from django.db import transaction
    from openpyxl import load_workbook

    from reporting.models import ReportLine

    mines = dict(report.lines.values_list("enterprise__credit_code", "enterprise"))

    def insert() -> None:
        page = load_workbook(io.BytesIO(content), read_only=True, data_only=True)[SHEET]
        rows = page.iter_rows(min_row=FIRST_ROW, max_row=FIRST_ROW + LINES - 1, values_only=True)
        with transaction.atomic():
            ReportLine.objects.bulk_create(
                ReportLine(
                    report=report,
                    enterprise_id=mines[str(row[1])],
                    category="mining_rock",
                    **{
                        name: None if value is None else Decimal(str(value))
                        for name, value in zip(FIGURES, row[FIRST_FIGURE:], strict=False)
                    },
                )
                for row in rows
            )

    return insert


def main() -> int:
    """1 when the product is slower than its marks."""
    from import_export.instance_loaders import CachedInstanceLoader

    from accounts.demo import load_demo_people
    from common.periods import SHANGHAI, at
    from quota_admin.demo import play_notice
    from reporting.services.report_workbook import template_workbook

    with own_database(), at(datetime(2021, 3, 8, 10, tzinfo=SHANGHAI)):
        load_demo_people()
        play_notice(1)
        report = build()
        content, plain = filled_in(template_workbook(report)), flat(report)
        mine = timed(report, ours(report, content))
        stored = report.lines.filter(sales__gt=0).count()
        looked = timed(report, preview(report, content))
        by_default = timed(report, import_export(plain), rounds=1)
        options = {
            "use_bulk": True,
            "batch_size": 1000,
            "skip_diff": True,
            "instance_loader_class": CachedInstanceLoader,
        }
        in_bulk = timed(report, import_export(plain, **options))
        inserted = timed(report, bare(report, content), before=lambda: report.lines.all().delete())
        print(f"{stored:,} lines stored from {len(content) / 1000:.0f} kB; {LINES / mine:,.0f} lines a second")
        name = f"a workbook of {LINES:,} lines"
        ok = verdict(f"{name} against django-import-export", ours=mine, baseline=by_default, at_least=DEFAULTS)
        ok &= verdict(f"{name} against its bulk mode", ours=mine, baseline=in_bulk, at_least=BULK)
        ok &= verdict(f"{name} against parsing and a bulk insert", ours=mine, baseline=inserted, at_least=BARE)
        ok &= verdict(f"the preview of {LINES:,} lines against it", ours=looked, baseline=inserted, at_least=PREVIEW)
    return 0 if ok and stored == LINES else 1


def timed(
    report: Any, upload: Callable[[], None], *, before: Callable[[], object] | None = None, rounds: int = 3
) -> float:
    """Seconds of a processor, the median of so many uploads into an empty draft; emptying it is not counted."""
    taken = []
    for _round in range(rounds):
        (before or (lambda: emptied(report)))()
        taken.append(processor_seconds(upload))
    return sorted(taken)[rounds // 2]


if __name__ == "__main__":
    sys.exit(main())
