"""The national execution page with 1.2 million lines behind it: against the same page with 1,200, and its bare template."""

import sys
from datetime import datetime

from bench.harness import own_database, seconds, verdict

PAGES = 5
# Enterprises and years; every enterprise reports every month in one category.
SMALL, LARGE = (100, 1), (10_000, 10)
LAST_YEAR = 2021

REPORTS = """
INSERT INTO reporting_productionreport (group_id, year, month, version, state, in_force, counts_from, correction_reason,
    drafted_by_id, drafted_at, saved_at, signed_by_id, submitted_at, decided_by_id, decided_at, return_reason,
    return_cells, receipt_hash, receipt_head, recall_reason, discard_reason)
SELECT home.id, year, month, 1, 'accepted', true, day, '', %(clerk)s, day, day, %(officer)s, day, %(ministry)s, day, '',
    '{}', '', '', '', ''
FROM accounts_organisation home, generate_series(%(first)s, %(last)s) AS year, generate_series(1, 12) AS month,
    make_timestamptz(year, month, 28, 12, 0, 0, 'Asia/Shanghai') AS day
WHERE home.kind = 'group' AND home.valid_to IS NULL
"""
ENTERPRISES = """
INSERT INTO enterprises_enterprise (name_zh, name_en, credit_code, kind, has_rock, has_ionic, province_id, city,
    is_fictional)
SELECT '示例' || n, 'Sample ' || n, lpad(n::text, 18, '0'), 'separation', false, false, '15', '示例市', true
FROM generate_series(1, %(enterprises)s) AS n
"""
LINES = """
INSERT INTO reporting_reportline (report_id, enterprise_id, category, output, no_production_reason, explanations, note)
SELECT report.id, plant.id, 'separation', 1000 + plant.id %% 97, '', '{}', ''
FROM reporting_productionreport report
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM accounts_organisation
      WHERE kind = 'group' AND valid_to IS NULL) home ON home.id = report.group_id
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM enterprises_enterprise) plant
    ON plant.place %% (SELECT count(*) FROM accounts_organisation WHERE kind = 'group' AND valid_to IS NULL)
       = home.place - 1
"""


def main() -> int:
    """1 when the page takes more than 1.2 times as long with the large past, or more than twice its bare template."""
    from django.test import Client, RequestFactory

    from accounts.models import Organisation, Role, User
    from common.periods import SHANGHAI, Month, at
    from reporting.models import ReportLine
    from reporting.services.sums import compare
    from reporting.views.execution import national_context

    with own_database(), at(datetime(2022, 1, 20, 9, tzinfo=SHANGHAI)):
        official = User.objects.create_user(
            "official", "", name="示例", organisation=Organisation.objects.get(code="miit")
        )
        official.roles.add(Role.objects.get(code=Role.VIEWER))
        drafter = User.objects.create_user("drafter", "", name="示例", organisation=official.organisation)
        client = Client(headers={"host": "localhost"})
        client.force_login(official)

        def page() -> None:
            for _page in range(PAGES):
                assert client.get(f"/execution/?until={LAST_YEAR}-12").status_code == 200

        fill(official.pk, drafter.pk, *SMALL)
        small = seconds(page)
        fill(official.pk, drafter.pk, *LARGE)
        lines = ReportLine.objects.count()
        large = seconds(page)
        request = RequestFactory(headers={"host": "localhost"}).get("/execution/")
        request.user, request.session = official, client.session
        context = national_context(official, Month(LAST_YEAR, 12))

        def bare() -> None:
            from django.shortcuts import render

            for _page in range(PAGES):
                render(request, "reporting/execution/execution.html", {"known": None, **context})

        template = seconds(bare)
        print(f"{lines:,} lines; {len(compare())} sums have drifted")
        ok = verdict(f"{PAGES} pages, large past against small", ours=large, baseline=small, at_least=0.83)
        ok &= verdict(f"{PAGES} pages against their bare template", ours=large, baseline=template, at_least=0.5)
    return 0 if ok else 1


def fill(official: int, drafter: int, enterprises: int, years: int) -> None:
    """Everything anew: so many enterprises with a line in every month of so many years, and the kept sums."""
    from django.db import connection

    from reporting.services.sums import rebuild

    people = {"clerk": drafter, "officer": official, "ministry": official}
    values = {**people, "enterprises": enterprises, "first": LAST_YEAR - years + 1, "last": LAST_YEAR}
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE reporting_productionreport, enterprises_enterprise CASCADE")
        for statement in (ENTERPRISES, REPORTS, LINES):
            cursor.execute(statement, values)
        cursor.execute("ANALYZE")
    rebuild()


if __name__ == "__main__":
    sys.exit(main())
