"""Every field that can be sent, by hand: of each form on which routes, of each API body on which verb.

A field that is not here fails the build. Who may set it is who may POST on these routes, as the matrix says.
"""

# form: (its fields, the routes that take it)
FORMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "allocations.forms.NoticeFileForm": (("file",), ("notice_new",)),
    "allocations.forms.ReductionForm": (
        ("enterprise", "year", "category", "tonnes", "document_number", "document", "reason"),
        ("reduction_new",),
    ),
    "allocations.forms.SplitUploadForm": (("workbook",), ("filing_upload",)),
    "allocations.forms.OpinionForm": (("opinion", "reason"), ("consultation_opinion",)),
    "allocations.forms.BelowForm": (("below_reason",), ("filing_accept",)),
    "allocations.forms.ReasonForm": (("reason",), ("notice_return",)),
    "allocations.forms.ReturnFilingForm": (("reason",), ("filing_return",)),
    "reporting.forms.CorrectionForm": (("reason",), ("report_correct",)),
    "reporting.forms.DecideDifferenceForm": (("outcome", "decision"), ("difference_decide",)),
    "reporting.forms.ExplainForm": (("explanation", "file"), ("difference_explain",)),
    "reporting.forms.ExtractForm": (("month", "file"), ("extract_upload",)),
    "reporting.forms.ReturnForm": (("reason",), ("report_decide",)),
    "reporting.forms.UploadForm": (("workbook",), ("report_upload",)),
    "inspections.check_forms.VerdictForm": (("verdict", "text"), ("checked_enterprise",)),
    "inspections.check_forms.AnswerForm": (("answer", "file"), ("check_question",)),
    "inspections.check_forms.CloseForm": (("summary",), ("check_close",)),
    "enterprises.forms.NewEnterpriseForm": (
        (
            "credit_code",
            "name_zh",
            "name_en",
            "kind",
            "has_rock",
            "has_ionic",
            "province",
            "city",
            "group",
            "valid_from",
        ),
        ("enterprise_new",),
    ),
    "enterprises.forms.EditEnterpriseForm": (("name_zh", "name_en", "province", "city"), ("enterprise_edit",)),
    "enterprises.forms.JoinForm": (("group", "valid_from"), ("enterprise_join",)),
    "enterprises.forms.LeaveForm": (("last_day",), ("enterprise_leave",)),
    "enterprises.forms.EndForm": (("on",), ("evidence_end",)),
    "enterprises.forms.ReasonForm": (("reason",), ("evidence_dispute", "evidence_withdraw")),
    "enterprises.forms.DocumentForm": (("file",), ("evidence_attach",)),
    "enterprises.forms.RegisterUploadForm": (("workbook",), ("register_import",)),
    "enterprises.forms.LiftForm": (("lifted_on", "reason"), ("stop_order_ask",)),
    "inspections.random_forms.PlanForm": (
        (
            "title", "first_day", "last_day", "percent", "inspectors_each", "over_quota", "differences",
            "late_reports", "years_since",
        ),
        ("plan_new",),
    ),
    "inspections.random_forms.InspectorForm": (("name", "id_number", "employer"), ("inspector_new",)),
    "inspections.random_forms.EnterpriseReasonForm": (
        ("enterprise", "reason"),
        ("draw_exclude", "inspector_recuse"),
    ),
    "inspections.random_forms.VisitDayForm": (("visit_on",), ("inspection_notify",)),
    "inspections.random_forms.VisitForm": (("inspected_on", "summary"), ("inspection_record",)),
    "inspections.random_forms.FindingForm": (("kind", "text", "found_on", "pond", "file"), ("finding_new",)),
    "inspections.random_forms.ReplyForm": (("text", "file"), ("finding_reply",)),
    "inspections.random_forms.DecisionForm": (("final", "decision"), ("visit_finding_decide",)),
    "inspections.random_forms.OrderForm": (("number", "demands", "due_on", "stop"), ("order_issue",)),
    "inspections.random_forms.ReinspectionForm": (("on", "passed", "result"), ("order_reinspect",)),
    "deadlines.forms.ArrangementForm": (
        ("year", "scope", "document_number", "document", "file", "ordinary"),
        ("arrangement_enter",),
    ),
    "deadlines.forms.AskForm": (("reason", "wanted_until"), ("extension_ask",)),
    "deadlines.forms.GrantForm": (("until", "reason"), ("extension_grant",)),
    "deadlines.forms.HolidayForm": (("name", "first", "last", "makeup"), ("arrangement_enter",)),
    "deadlines.forms.RefuseForm": (("reason",), ("extension_refuse", "arrangement_refuse")),
    "accounts.forms.DelegationForm": (("acting", "first_day", "last_day", "reason"), ("delegation_new",)),
    "accounts.forms.InvitationForm": (("username", "name", "email", "roles"), ("person_invite", "organisation_invite")),
    "accounts.forms.RolesForm": (("roles", "reason"), ("person_roles",)),
    "accounts.forms.ReasonForm": (("reason",), ("person_disable", "person_enable", "person_reset_second_factor")),
    "accounts.forms.OrganisationForm": (
        ("kind", "code", "name_zh", "name_en", "short_zh", "short_en", "position", "valid_from"),
        ("organisation_new",),
    ),
    "accounts.forms.ProvinceForm": (("code", "name_zh", "short_zh", "name_en", "slug"), ("province_new",)),
    "accounts.forms.NamesForm": (
        ("name_zh", "name_en", "short_zh", "short_en", "first_day"),
        ("organisation_names",),
    ),
    "accounts.forms.ValidityForm": (("valid_from", "valid_to", "reason"), ("organisation_validity",)),
    "accounts.forms.MergerForm": (("predecessors", "successor", "day", "document"), ("organisation_merge",)),
}
# Forms with which nobody sets a row of somebody else's, and why.
NOT_WRITING = {
    "accounts.forms.AskedTwice": "the base of forms that are shown again with their effects",
    "accounts.forms.PeopleFilter": "filters a list",
    "accounts.forms.FirstPasswordForm": "one's own password, behind one's own link",
    "accounts.sign_in_forms.ChangePasswordForm": "one's own password",
    "accounts.sign_in_forms.CodeForm": "signing in",
    "accounts.sign_in_forms.OwnPassword": "one's own password, asked again",
    "accounts.sign_in_forms.ProofForm": "one's own second factor",
    "accounts.sign_in_forms.SetUpForm": "one's own second factor",
    "accounts.sign_in_forms.SignInForm": "signing in",
    "quota_admin.receipts.ReceiptForm": "for everybody, and changes nothing",
    "deadlines.forms.ObligationFilter": "filters a list",
    "deadlines.views_messages.ChannelsForm": "one's own messages",
    "enterprises.forms.DayForm": "the day of a verdict",
    "enterprises.forms.EnterpriseFilter": "filters a list",
    "enterprises.forms.EvidenceForm": "made for each kind of evidence: see evidence_new",
    "reporting.forms.DifferenceFilter": "filters a list",
    "quota_admin.gallery.ExampleForm": "an example",
}
# What a page sends beside its forms: cells and buttons, by route. `%` stands for a cell of the own side's enterprise.
CELLS: dict[str, tuple[str, ...]] = {
    "filing_edit": ("line-%-separation",),
    "filing_return": ("line-%-separation",),
    "report_edit": ("output-%-separation", "note-%-separation", "reason-%-separation", "el_La-%-separation", "add"),
    "report_autosave": ("output-%-separation", "why_no_quota-%-separation"),
    "report_check": ("seen",),
    "report_decide": ("decision", "cell_1", "says_1"),
    "finding_decide": ("decision",),
    "report_upload_confirm": ("token",),
    "filing_upload_confirm": ("token",),
    "extract_upload": ("column_code", "column_category", "column_month", "column_output", "column_sales"),
    "extract_confirm": ("token",),
    "evidence_new": ("kind", "number", "holder", "issuer", "valid_from", "valid_to", "succeeds", "file"),
    "register_import_confirm": ("token",),
}
# Bodies of the API: the properties of each verb, as the OpenAPI schema has them.
API: dict[str, tuple[str, ...]] = {
    "api-reduction-list": ("enterprise", "year", "category", "tonnes", "document_number", "reason"),
    "api-reduction-order": ("seen",),
    "api-reduction-withdraw": ("seen",),
    "api-filing-list": ("year",),
    "api-filing-lines": ("seen", "lines"),
    "api-filing-consult": ("seen",),
    "api-filing-submit": ("seen",),
    "api-filing-accept": ("seen", "below_reason"),
    "api-filing-send-back": ("seen", "reason", "lines"),
    "api-notice-list": (
        "year", "batch", "title", "document_number", "signed_on", "published_on", "received_on", "clock_starts_on",
        "figures_include_prior", "filing", "file_to", "report_due_day", "publish_enterprise_list", "confidential",
        "rule_set", "totals", "reserve", "allocations",
    ),
    "api-notice-review": ("seen",),
    "api-notice-sign": ("seen",),
    "api-notice-send-back": ("seen", "reason"),
    "api-report-list": ("month",),
    "api-report-lines": ("seen", "lines"),
    "api-report-submit": ("seen",),
    "api-report-accept": ("seen",),
    "api-report-send-back": ("seen", "reason", "cells"),
    "api-report-correct": ("reason",),
    "api-evidence-list": ("enterprise", "type", "file"),
    "api-evidence-dispute": ("reason",),
    "api-evidence-withdraw": ("reason",),
    "api-difference-explain": ("seen", "explanation"),
    "api-difference-decide": ("seen", "outcome", "decision"),
    "api-check-judge": ("seen", "enterprise", "verdict", "text", "figures"),
    "api-check-close": ("seen", "summary"),
    "api-question-answer": ("answer", "file"),
    "api-extension-grant": ("until", "reason"),
    "api-extension-refuse": ("reason",),
    "api-obligation-extension": ("reason", "wanted_until"),
    "api-stop-order-ask": ("lifted_on", "reason"),
    "api-stop-order-lift": ("seen",),
}  # fmt: skip


def by_route() -> dict[str, tuple[str, ...]]:
    """Every route that takes fields, with all of them."""
    found: dict[str, tuple[str, ...]] = {**CELLS, **API}
    for fields, names in FORMS.values():
        for route in names:
            found[route] = (*found.get(route, ()), *fields)
    return found
