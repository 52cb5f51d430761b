"""The headings that an organisation has matched by hand."""

from accounts.models import HeadingMatch, Organisation


def names_of(organisation: Organisation, layout: str) -> dict[str, str]:
    """{heading: field} of a layout, "" for a column that is not read; empty where nothing was matched."""
    kept = HeadingMatch.objects.filter(organisation=organisation, layout=layout).first()
    return dict(kept.names) if kept else {}
