"""Who may do what, by hand: one line per route. A route that has no line fails the build.

    Line(route, on=row, sees=readers, GET=who, POST=who, …)

`on` names the row of the world that the address refers to, once of the own side (north) and once of the foreign side
(south). Actors outside `sees` get 404, actors who see the row without the right get 403, and the others get what the
method answers: 200, for POST on a page 302, or what `answers` says. A method that is not named is 405. Anonymous and
disabled accounts are sent to the sign-in page (API: 401) by everything that is not `public`.

Names in small letters depend on the side: `clerk` is north_clerk on northern rows and south_clerk on southern ones.
"""

from tests.access.line import Line
from tests.access.lines import (
    accounts,
    allocations,
    authentication,
    deadlines,
    enterprises,
    history,
    inspections,
    integrations,
    monthly_checks,
    notifications,
    operations,
    quota_admin,
    reporting,
)

MATRIX: list[Line] = [
    *accounts.PAGES,
    *accounts.API,
    *authentication.PAGES,
    *authentication.API,
    *notifications.PAGES,
    *notifications.API,
    *deadlines.PAGES,
    *deadlines.API,
    *enterprises.PAGES,
    *enterprises.API,
    *allocations.PAGES,
    *allocations.API,
    *reporting.PAGES,
    *reporting.API,
    *monthly_checks.PAGES,
    *monthly_checks.API,
    *inspections.PAGES,
    *inspections.API,
    *history.PAGES,
    *history.API,
    *integrations.PAGES,
    *integrations.API,
    *operations.PAGES,
    *quota_admin.PAGES,
    *quota_admin.API,
]

LINES = {line.route: line for line in MATRIX}
