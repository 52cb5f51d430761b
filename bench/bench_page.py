"""A page behind every middleware against the same template without: what our middleware costs."""

import sys

from bench.harness import own_database, seconds, verdict

PAGES = 50


def main() -> int:
    """1 when the help page behind all middleware is less than a third as fast as its bare view."""
    from django.contrib.auth.models import AnonymousUser
    from django.test import Client, RequestFactory

    from quota_admin.views.desk import help_page

    with own_database():
        client, factory = Client(), RequestFactory()

        def behind_all_middleware() -> None:
            for _page in range(PAGES):
                client.get("/help/", headers={"host": "localhost"})

        def bare() -> None:
            for _page in range(PAGES):
                request = factory.get("/help/")
                request.user = AnonymousUser()
                help_page(request)

        ours, baseline = seconds(behind_all_middleware), seconds(bare)
        ok = verdict(f"{PAGES} help pages", ours=ours, baseline=baseline, at_least=0.33)
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
