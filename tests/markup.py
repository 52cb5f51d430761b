"""Comparing pages without regard to where their templates break lines."""

import re


def squeezed(html: str) -> str:
    """The page with one space for every run of white space, and none beside a tag."""
    text = re.sub(r"\s+", " ", html)
    return re.sub(r" ?(<[^>]*?) ?(>) ?", r"\1\2", text)
