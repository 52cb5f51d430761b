"""`manage.py load_notice` and `manage.py totals`."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from allocations.models import Notice, QuotaAccount
from tests.builders import SEEDS, issued, notice_data

pytestmark = pytest.mark.django_db


def run(*arguments: Any) -> str:
    output = StringIO()
    call_command(*arguments, stdout=output)
    return output.getvalue()


def test_the_real_file_becomes_a_draft(cast: Any) -> None:
    said = run("load_notice", str(SEEDS / "notice_2021_2.json"), "--by", cast.miit_clerk.username)
    notice = Notice.objects.get()
    assert (notice.period, notice.state) == ("2021-2", "draft")
    assert "2021-2" in said
    separation = notice.allocations.get(group__code="guangdong-re", category="separation")
    assert [(part.name, part.stated) for part in separation.of_which.all()] == [("中国有色金属建设股份有限公司", 3610)]


def test_an_invalid_file_gets_a_sentence_per_error(cast: Any, tmp_path: Path) -> None:
    data = notice_data(2)
    data["totals"]["separation"] = "162001"
    data["totals"]["mining_rock"] = "1"
    file = tmp_path / "faulty.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        run("load_notice", str(file), "--by", cast.miit_clerk.username)
    said = str(refused.value).splitlines()
    assert [line.split(":")[0] for line in said[1:]] == ["totals.mining_rock", "totals.separation"]
    assert not Notice.objects.exists()


@pytest.mark.parametrize("content", ["", "{", "[]", "\x00"])
def test_a_file_that_is_no_notice_gets_one_sentence(cast: Any, tmp_path: Path, content: str) -> None:
    file = tmp_path / "nothing.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError):
        run("load_notice", str(file), "--by", cast.miit_clerk.username)


def test_a_missing_file_and_an_unknown_account_are_reported(cast: Any, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run("load_notice", str(tmp_path / "none.json"), "--by", cast.miit_clerk.username)
    with pytest.raises(CommandError, match="no account nobody"):
        run("load_notice", str(SEEDS / "notice_2021_2.json"), "--by", "nobody")


def test_totals_prints_each_level_and_says_that_they_agree(cast: Any) -> None:
    issued(cast, 1)
    said = run("totals", "2021")
    assert "nation: total\t72510.000\t11490.000\t81000.000" in said
    assert "sum of the groups\t72510.000\t11490.000\t81000.000" in said
    assert "Every level sums to its parent." in said


def test_totals_fails_when_a_level_was_changed_behind_the_ledger(cast: Any) -> None:
    issued(cast, 1)
    QuotaAccount.objects.filter(group__code="northern-re", category="separation").update(balance=1)
    with pytest.raises(CommandError, match="do not sum"):
        run("totals", "2021")
