"""The image builds psycopg2 from source, in the version that the tests run with."""

import re

from scripts.project import REQUIREMENTS, ROOT


def test_psycopg2_is_built_from_the_source_of_the_tested_version() -> None:
    steps = (ROOT / "Dockerfile").read_text("utf-8")
    assert "--no-binary psycopg2 --require-hashes -r requirements/image.txt" in steps
    assert steps.index("libpq-dev") < steps.index("--no-binary psycopg2") < steps.index("libpq5")
    built = re.search(r"^psycopg2==(\S+)", (REQUIREMENTS / "image.txt").read_text("utf-8"), re.MULTILINE)
    tested = re.search(r"^psycopg2-binary==(\S+)", (REQUIREMENTS / "base.txt").read_text("utf-8"), re.MULTILINE)
    assert built
    assert tested
    assert built[1] == tested[1]
