"""The API: the journey's reads and verbs under /api/v1/, described at /api/schema/."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from accounts.api.delegations import DelegationViewSet
from accounts.api.notes import NoteViewSet
from accounts.api.organisations import OrganisationViewSet, ProvinceViewSet
from accounts.api.people import PersonViewSet
from accounts.api.phrases import PhraseViewSet
from allocations.api.consultations import ConsultationViewSet
from allocations.api.filing_workbooks import FilingWorkbookViewSet
from allocations.api.filings import FilingViewSet
from allocations.api.notices import NoticeViewSet
from allocations.api.reasons import CodedReasonViewSet
from allocations.api.reductions import ReductionViewSet
from allocations.api.releases import ReleaseViewSet
from allocations.api.reporting_years import ReportingYearViewSet
from allocations.api.takeovers import TakeoverViewSet
from authentication.api import ResetSecondFactorView, RevokeView, TokenView
from deadlines.api.arrangements import ArrangementViewSet
from deadlines.api.extensions import ExtensionViewSet
from deadlines.api.feeds import FeedViewSet
from deadlines.api.general_extensions import GeneralExtensionViewSet
from deadlines.api.obligations import ObligationViewSet
from deadlines.api.parameters import ParameterViewSet
from enterprises.api.alerts import AlertViewSet
from enterprises.api.changes import ChangeViewSet
from enterprises.api.evidence import EvidenceViewSet
from enterprises.api.register import EnterpriseViewSet, RegisterWorkbookViewSet
from enterprises.api.stop_orders import StopOrderViewSet
from history.api import HistoryImportViewSet
from inspections.api.draws import DrawViewSet, PlanViewSet
from inspections.api.findings import InspectionFindingViewSet
from inspections.api.inspections import InspectionViewSet
from inspections.api.pool import InspectorViewSet
from integrations.api.service_accounts import ServiceAccountViewSet
from integrations.api.webhooks import DeliveryViewSet, WebhookViewSet
from monthly_checks.api import CheckViewSet, QuestionViewSet
from notifications.api import ChannelViewSet, MessageViewSet, UndeliveredViewSet
from quota_admin.api.columns import ColumnViewSet
from quota_admin.api.made_files import MadeFileViewSet
from quota_admin.api.operations import DescribedRouter, described
from quota_admin.api.saved_filters import SavedFilterViewSet
from quota_admin.api.search import SearchViewSet
from reporting.api.differences import DifferenceViewSet
from reporting.api.execution import ExecutionViewSet
from reporting.api.extracts import ExtractViewSet
from reporting.api.findings import FindingViewSet
from reporting.api.remarks import RemarkViewSet
from reporting.api.report_lines import ReportLineViewSet
from reporting.api.report_workbooks import ReportWorkbookViewSet
from reporting.api.reports import ReportViewSet
from reporting.api.statements import StatementViewSet
from reporting.api.timeliness import TimelinessViewSet

router = DescribedRouter()
router.register("notices", NoticeViewSet, basename="api-notice")
router.register("filings", FilingViewSet, basename="api-filing")
router.register("consultations", ConsultationViewSet, basename="api-consultation")
router.register("reasons", CodedReasonViewSet, basename="api-reason")
router.register("reductions", ReductionViewSet, basename="api-reduction")
router.register("releases", ReleaseViewSet, basename="api-release")
router.register("takeovers", TakeoverViewSet, basename="api-takeover")
router.register("findings", FindingViewSet, basename="api-finding")
router.register("reports", ReportViewSet, basename="api-report")
router.register("report-workbooks", ReportWorkbookViewSet, basename="api-report-workbook")
router.register("report-lines", ReportLineViewSet, basename="api-report-line")
router.register("differences", DifferenceViewSet, basename="api-difference")
router.register("statements", StatementViewSet, basename="api-statement")
router.register("reporting-years", ReportingYearViewSet, basename="api-reporting-year")
router.register("timeliness", TimelinessViewSet, basename="api-timeliness")
router.register("checks", CheckViewSet, basename="api-check")
router.register("check-questions", QuestionViewSet, basename="api-question")
router.register("history-imports", HistoryImportViewSet, basename="api-history-import")
router.register("execution", ExecutionViewSet, basename="api-execution")
router.register("enterprises", EnterpriseViewSet, basename="api-enterprise")
router.register("register-workbook", RegisterWorkbookViewSet, basename="api-register-workbook")
router.register("enterprise-changes", ChangeViewSet, basename="api-enterprise-change")
router.register("stop-orders", StopOrderViewSet, basename="api-stop-order")
router.register("evidence", EvidenceViewSet, basename="api-evidence")
router.register("eligibility-alerts", AlertViewSet, basename="api-eligibility-alert")
router.register("obligations", ObligationViewSet, basename="api-obligation")
router.register("extensions-for-all", GeneralExtensionViewSet, basename="api-general-extension")
router.register("extensions", ExtensionViewSet, basename="api-extension")
router.register("search", SearchViewSet, basename="api-search")
router.register("arrangements", ArrangementViewSet, basename="api-arrangement")
router.register("parameters", ParameterViewSet, basename="api-parameter")
router.register("remarks", RemarkViewSet, basename="api-remark")
router.register("inspection-plans", PlanViewSet, basename="api-plan")
router.register("draws", DrawViewSet, basename="api-draw")
router.register("inspections", InspectionViewSet, basename="api-inspection")
router.register("inspection-findings", InspectionFindingViewSet, basename="api-inspection-finding")
router.register("internal-notes", NoteViewSet, basename="api-note")
router.register("phrases", PhraseViewSet, basename="api-phrase")
router.register("filing-workbooks", FilingWorkbookViewSet, basename="api-filing-workbook")
router.register("extracts", ExtractViewSet, basename="api-extract")
router.register("inspectors", InspectorViewSet, basename="api-inspector")
router.register("duty-feed", FeedViewSet, basename="api-feed")
router.register("messages", MessageViewSet, basename="api-message")
router.register("message-channels", ChannelViewSet, basename="api-message-channel")
router.register("undelivered", UndeliveredViewSet, basename="api-undelivered")
router.register("people", PersonViewSet, basename="api-person")
router.register("delegations", DelegationViewSet, basename="api-delegation")
router.register("organisations", OrganisationViewSet, basename="api-organisation")
router.register("provinces", ProvinceViewSet, basename="api-province")
router.register("columns", ColumnViewSet, basename="api-column")
router.register("service-accounts", ServiceAccountViewSet, basename="api-service-account")
router.register("webhooks", WebhookViewSet, basename="api-webhook")
router.register("saved-filters", SavedFilterViewSet, basename="api-saved-filter")
router.register("files", MadeFileViewSet, basename="api-file")
router.register("webhook-deliveries", DeliveryViewSet, basename="api-delivery")

urlpatterns = [
    path("schema/", login_not_required(SpectacularAPIView.as_view()), name="api-schema"),
    path(
        "docs/",
        SpectacularSwaggerView.as_view(url_name="api-schema", http_method_names=["get", "head"]),
        name="api-docs",
    ),
    path("v1/token/", login_not_required(described(TokenView).as_view()), name="api-token"),
    path("v1/token/revoke/", login_not_required(described(RevokeView).as_view()), name="api-token-revoke"),
    path(
        "v1/people/<int:pk>/reset-second-factor/",
        described(ResetSecondFactorView).as_view(),
        name="api-person-reset-second-factor",
    ),
    path("v1/", include(router.urls)),
]
