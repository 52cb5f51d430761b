"""The typed client that `make client` generates: complete, and answered by the product."""

import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from common.periods import today
from scripts.project import ROOT, VENV
from tests.quota_admin.walks.test_walks import machine_token
from tests.reporting.conftest import World, build

pytestmark = pytest.mark.service


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("client") / "quota_client"
    tool = VENV / "bin" / "openapi-python-client"
    options = ["--meta", "none", "--fail-on-warning", "--output-path", str(folder)]
    command = [str(tool), "generate", "--path", str(ROOT / "docs" / "openapi.yaml"), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def package(generated: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(generated.parent))
    yield importlib.import_module("quota_client")
    for name in [name for name in sys.modules if name.startswith("quota_client")]:
        del sys.modules[name]


def test_every_operation_is_in_it(generated: Path) -> None:
    document = yaml.load((ROOT / "docs" / "openapi.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    wanted = {operation["operationId"] for verbs in document["paths"].values() for operation in verbs.values()}
    assert wanted <= {path.stem for path in generated.rglob("api/*/*.py")}


def api(name: str) -> Any:
    return importlib.import_module(f"quota_client.api.v1.{name}")


def test_it_files_a_report(real_db: None, cast: Any, live_server: Any, settings: Any, package: Any) -> None:
    here: World = build(cast)
    settings.CLOCK_DAY = today()
    options = {"httpx_args": {"trust_env": False}}
    models = importlib.import_module("quota_client.models")
    with package.AuthenticatedClient(base_url=live_server.url, token=machine_token(here), **options) as client:
        begun = api("v1_reports_create").sync(client=client, body=models.NewReportRequest(month="2021-09"))
        assert (begun.period, begun.state.value) == ("2021-09", "draft")
        listed = api("v1_reports_list").sync(client=client, state=models.V1ReportsListStatus.DRAFT)
        assert [row.id for row in listed.results] == [begun.id]
        missing = api("v1_reports_retrieve").sync(client=client, id=999)
        assert (missing.status, missing.code) == (404, "not_found")
