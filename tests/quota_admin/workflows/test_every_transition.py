"""Every workflow table: each action is served, and each state that is not final has a way on and a way back.

`SERVED` says by hand by which service, page and API route each action is taken; `WAYS` which of a state's actions lead
on and which lead back. An action or a state that is in a table and not here fails, and the other way round.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from inspect import signature

import pytest
from django.urls import get_resolver

from common.constraints import Refusal
from common.workflow import Table, next_state
from quota_admin.management.commands.workflows import TABLES


@dataclass(frozen=True)
class Served:
    """What takes an action: the verb, its page and its API route. A consequence has the verb that brings it about."""

    verb: str
    page: str = ""
    api: str = ""


def consequence(verb: str) -> Served:
    """An action that nobody takes by itself: it follows from another one."""
    return Served(verb)


FILINGS, WITHDRAWALS = "allocations.services.filings", "allocations.services.withdrawals"
DECISIONS, DIFFERENCES = "reporting.services.decisions", "reporting.services.differences"
NOTICES, EVIDENCE = "allocations.services.notices", "enterprises.services.evidence"
PARAMETERS = "deadlines.services.parameters"
FOR_ALL, CALENDAR = "deadlines.services.general_extensions", "deadlines.services.arrangements"
AMENDMENTS, CHANGES = "allocations.services.notice_amendments", "enterprises.services.changes"
EXTENSIONS, CHECKS = "deadlines.services.extensions", "monthly_checks.services"
DRAFTS, BACK, REOPENING = "reporting.services.drafts", "reporting.services.withdrawals", "reporting.services.reopening"
HISTORY = "history.services.imports"
STATEMENTS, INSPECTIONS = "reporting.services.statements", "inspections.services"

SERVED: dict[str, dict[str, Served]] = {
    "Notice": {
        "edit": Served(f"{NOTICES}.edit_notice", "notice_edit", "api-notice-detail"),
        "discard": Served(f"{NOTICES}.discard_notice", "notice_discard", "api-notice-discard"),
        "review": Served(f"{NOTICES}.send_for_signature", "notice_review", "api-notice-review"),
        "recall": Served(f"{NOTICES}.recall_notice", "notice_recall", "api-notice-recall"),
        "sign": Served(f"{NOTICES}.sign_notice", "notice_sign", "api-notice-sign"),
        "issue": consequence(f"{NOTICES}.sign_notice"),
        "correct": Served(f"{AMENDMENTS}.begin_correction", "notice_correct", "api-notice-correct"),
        "revoke": Served(f"{AMENDMENTS}.begin_revocation", "notice_revoke", "api-notice-revoke"),
        "take_correction": consequence(f"{NOTICES}.sign_notice"),
        "take_revocation": consequence(f"{NOTICES}.sign_notice"),
        "import": Served(f"{HISTORY}.confirm_history", "history_confirm", "api-history-import-confirm"),
        "reverse_import": Served(f"{HISTORY}.reverse_history", "history_reverse", "api-history-import-reverse"),
        "return": Served(f"{NOTICES}.return_to_draft", "notice_return", "api-notice-send-back"),
    },
    "Filing": {
        "edit": Served(f"{FILINGS}.save_draft", "filing_edit", "api-filing-lines"),
        "consult": Served(f"{FILINGS}.consult", "filing_consult", "api-filing-consult"),
        "opine": Served(f"{FILINGS}.give_opinion", "consultation_opinion", "api-consultation-opine"),
        "withdraw_opinion": Served(f"{WITHDRAWALS}.withdraw_opinion", "opinion_withdraw", "api-consultation-withdraw"),
        "submit": Served(f"{FILINGS}.submit_filing", "filing_submit", "api-filing-submit"),
        "recall": Served(f"{WITHDRAWALS}.recall_filing", "filing_recall", "api-filing-recall"),
        "discard": Served(f"{WITHDRAWALS}.discard_filing", "filing_discard", "api-filing-discard"),
        "accept": Served(f"{FILINGS}.accept_filing", "filing_accept", "api-filing-accept"),
        "return": Served(f"{FILINGS}.return_filing", "filing_return", "api-filing-send-back"),
        "supersede": consequence(f"{FILINGS}.accept_filing"),
        "import": Served(f"{HISTORY}.confirm_history", "history_confirm", "api-history-import-confirm"),
        "reverse_import": Served(f"{HISTORY}.reverse_history", "history_reverse", "api-history-import-reverse"),
    },
    "ProductionReport": {
        "edit": Served(f"{DRAFTS}.save_report", "report_edit", "api-report-lines"),
        "submit": Served(f"{DECISIONS}.submit_report", "report_check", "api-report-submit"),
        "accept": Served(f"{DECISIONS}.accept_report", "report_decide", "api-report-accept"),
        "return": Served(f"{DECISIONS}.return_report", "report_decide", "api-report-send-back"),
        "correct": Served(f"{DRAFTS}.start_correction", "report_correct", "api-report-correct"),
        "recall": Served(f"{BACK}.recall_report", "report_recall", "api-report-recall"),
        "discard": Served(f"{BACK}.discard_report", "report_discard", "api-report-discard"),
        "supersede": consequence(f"{DECISIONS}.accept_report"),
        "import": Served(f"{HISTORY}.confirm_history", "history_confirm", "api-history-import-confirm"),
        "reverse_import": Served(f"{HISTORY}.reverse_history", "history_reverse", "api-history-import-reverse"),
    },
    "Finding": {
        "explain": Served("reporting.services.findings.explain_finding", "finding_explain", "api-finding-explain"),
        "decide": Served(f"{DECISIONS}.decide_finding", "finding_decide", "api-finding-decide"),
        "ask_reopening": Served(f"{REOPENING}.ask_to_reopen", "finding_ask_reopening", "api-finding-ask-reopening"),
        "drop_reopening": Served(f"{REOPENING}.drop_reopening", "finding_drop_reopening", "api-finding-drop-reopening"),
        "reopen": Served(f"{REOPENING}.reopen_finding", "finding_reopen", "api-finding-reopen"),
        "reopen_unexplained": Served(f"{REOPENING}.reopen_finding", "finding_reopen", "api-finding-reopen"),
    },
    "Difference": {
        "explain": Served(f"{DIFFERENCES}.explain_difference", "difference_explain", "api-difference-explain"),
        "decide": Served(f"{DIFFERENCES}.decide_difference", "difference_decide", "api-difference-decide"),
        "change": consequence(f"{DIFFERENCES}.reconcile"),
        "settle": consequence(f"{DIFFERENCES}.reconcile"),
    },
    "Statement": {
        "close": Served(f"{STATEMENTS}.close_statement", "statement_close", "api-statement-close"),
        "discard": Served(f"{STATEMENTS}.discard_statement", "statement_discard", "api-statement-discard"),
        "revise": Served(f"{STATEMENTS}.draft_statement", "statement_draft", "api-statement-list"),
        "supersede": consequence(f"{STATEMENTS}.close_statement"),
    },
    "Reduction": {
        "order": Served("allocations.services.reductions.order_reduction", "reduction_order", "api-reduction-order"),
        "withdraw": Served(
            "allocations.services.reductions.withdraw_reduction", "reduction_withdraw", "api-reduction-withdraw"
        ),
    },
    "Release": {
        "order": Served("allocations.services.releases.order_release", "release_order", "api-release-order"),
        "withdraw": Served(
            "allocations.services.releases.withdraw_release", "release_withdraw", "api-release-withdraw"
        ),
    },
    "Extension": {
        "grant": Served(f"{EXTENSIONS}.grant_extension", "extension_grant", "api-extension-grant"),
        "refuse": Served(f"{EXTENSIONS}.refuse_extension", "extension_refuse", "api-extension-refuse"),
        "recall": Served(f"{EXTENSIONS}.recall_extension", "extension_recall", "api-extension-recall"),
    },
    "GeneralExtension": {
        "grant": Served(f"{FOR_ALL}.grant_for_all", "general_extension_grant", "api-general-extension-grant"),
        "refuse": Served(f"{FOR_ALL}.refuse_for_all", "general_extension_refuse", "api-general-extension-refuse"),
        "recall": Served(f"{FOR_ALL}.recall_for_all", "general_extension_recall", "api-general-extension-recall"),
    },
    "Arrangement": {
        "confirm": Served(f"{CALENDAR}.confirm_arrangement", "arrangement_confirm", "api-arrangement-confirm"),
        "refuse": Served(f"{CALENDAR}.refuse_arrangement", "arrangement_refuse", "api-arrangement-refuse"),
        "recall": Served(f"{CALENDAR}.recall_arrangement", "arrangement_recall", "api-arrangement-recall"),
        "amend": Served(f"{CALENDAR}.propose_arrangement", "arrangement_enter", "api-arrangement-list"),
        "supersede": consequence(f"{CALENDAR}.confirm_arrangement"),
    },
    "Parameter": {
        "confirm": Served(f"{PARAMETERS}.confirm_parameter", "parameter_confirm", "api-parameter-confirm"),
        "refuse": Served(f"{PARAMETERS}.refuse_parameter", "parameter_refuse", "api-parameter-refuse"),
        "recall": Served(f"{PARAMETERS}.recall_parameter", "parameter_recall", "api-parameter-recall"),
        "amend": Served(f"{PARAMETERS}.propose_parameter", "parameter_enter", "api-parameter-list"),
        "supersede": consequence(f"{PARAMETERS}.confirm_parameter"),
    },
    "MonthlyCheck": {
        "judge": Served(f"{CHECKS}.checks.give_verdict", "checked_enterprise", "api-check-judge"),
        "close": Served(f"{CHECKS}.checks.close_check", "check_close", "api-check-close"),
        "ask_reopening": Served(f"{CHECKS}.reopening.ask_to_reopen", "check_ask_reopening", "api-check-ask-reopening"),
        "drop_reopening": Served(
            f"{CHECKS}.reopening.drop_reopening", "check_drop_reopening", "api-check-drop-reopening"
        ),
        "reopen": Served(f"{CHECKS}.reopening.reopen_check", "check_reopen", "api-check-reopen"),
    },
    "Evidence": {
        "confirm": Served(f"{EVIDENCE}.confirm_evidence", "evidence_confirm", "api-evidence-confirm"),
        "dispute": Served(f"{EVIDENCE}.dispute_evidence", "evidence_dispute", "api-evidence-dispute"),
        "withdraw": Served(f"{EVIDENCE}.withdraw_evidence", "evidence_withdraw", "api-evidence-withdraw"),
    },
    "EnterpriseChange": {
        "confirm": Served(f"{CHANGES}.confirm_change", "change_confirm", "api-enterprise-change-confirm"),
        "refuse": Served(f"{CHANGES}.refuse_change", "change_refuse", "api-enterprise-change-refuse"),
        "withdraw": Served(f"{CHANGES}.withdraw_change", "change_withdraw", "api-enterprise-change-withdraw"),
        "carry_out": consequence(f"{CHANGES}.carry_out_changes"),
    },
    "Draw": {
        "exclude": Served(f"{INSPECTIONS}.draws.exclude", "draw_exclude", "api-draw-exclude"),
        "close": Served(f"{INSPECTIONS}.draws.close_population", "draw_close", "api-draw-close"),
        "draw": Served(f"{INSPECTIONS}.draws.make_draw", "draw_make", "api-draw-draw"),
    },
    "Inspection": {
        "notify": Served(f"{INSPECTIONS}.inspections.notify", "inspection_notify", "api-inspection-notify"),
        "record": Served(f"{INSPECTIONS}.inspections.record_visit", "inspection_record", "api-inspection-record"),
        "report": Served(f"{INSPECTIONS}.inspections.report_upward", "inspection_report", "api-inspection-report"),
        "order": Served(f"{INSPECTIONS}.orders.issue_order", "order_issue", "api-inspection-order"),
        "reinspect": Served(f"{INSPECTIONS}.orders.reinspect", "order_reinspect", "api-inspection-reinspect"),
        "close": Served(f"{INSPECTIONS}.orders.close", "inspection_close", "api-inspection-close"),
    },
    "InspectionFinding": {
        "reply": Served(f"{INSPECTIONS}.findings.reply", "finding_reply", "api-inspection-finding-reply"),
        "finalise": Served(f"{INSPECTIONS}.findings.decide", "visit_finding_decide", "api-inspection-finding-decide"),
        "drop": Served(f"{INSPECTIONS}.findings.decide", "visit_finding_decide", "api-inspection-finding-decide"),
    },
    "HistoryImport": {
        "read": Served(f"{HISTORY}.preview_history", "history_preview", "api-history-import-preview"),
        "preview": Served(f"{HISTORY}.preview_history", "history_preview", "api-history-import-preview"),
        "replace": Served(f"{HISTORY}.replace_history", "history_replace", "api-history-import-replace"),
        "discard": Served(f"{HISTORY}.discard_history", "history_discard", "api-history-import-discard"),
        "confirm": Served(f"{HISTORY}.confirm_history", "history_confirm", "api-history-import-confirm"),
        "book": consequence(f"{HISTORY}.confirm_history"),
        "ask_reversal": Served(f"{HISTORY}.ask_reversal", "history_ask_reversal", "api-history-import-ask-reversal"),
        "keep": Served(f"{HISTORY}.keep_history", "history_keep", "api-history-import-keep"),
        "reverse": Served(f"{HISTORY}.reverse_history", "history_reverse", "api-history-import-reverse"),
    },
}

# (state): an action that leads on, and one that leads back or mends. A state is final when nothing is said of it.
WAYS: dict[str, dict[str, tuple[str, str]]] = {
    "Notice": {"draft": ("review", "discard"), "in_review": ("sign", "recall"), "issued": ("correct", "revoke")},
    "Filing": {
        "draft": ("consult", "discard"),
        "consulting": ("submit", "edit"),
        "submitted": ("accept", "recall"),
        "returned": ("edit", "discard"),
    },
    "ProductionReport": {
        "draft": ("submit", "discard"),
        "submitted": ("accept", "recall"),
        "returned": ("correct", "discard"),
        "recalled": ("correct", "discard"),
        "accepted": ("supersede", "correct"),
    },
    "Finding": {
        "open": ("explain", "decide"),
        "explained": ("decide", "decide"),
        "decided": ("ask_reopening", "reopen"),
    },
    "Difference": {"open": ("explain", "decide"), "explained": ("decide", "explain")},
    "Statement": {"draft": ("close", "discard"), "closed": ("supersede", "revise")},
    "Reduction": {"draft": ("order", "withdraw")},
    "Release": {"draft": ("order", "withdraw")},
    "Extension": {"asked": ("grant", "recall")},
    "GeneralExtension": {"proposed": ("grant", "recall")},
    "Arrangement": {"proposed": ("confirm", "recall"), "in_force": ("supersede", "amend")},
    "Parameter": {"proposed": ("confirm", "recall"), "in_force": ("supersede", "amend")},
    "MonthlyCheck": {"open": ("close", "judge"), "closed": ("judge", "reopen")},
    "Evidence": {
        "unconfirmed": ("confirm", "withdraw"),
        "disputed": ("confirm", "withdraw"),
        "confirmed": ("dispute", "dispute"),
    },
    "EnterpriseChange": {"proposed": ("confirm", "withdraw"), "confirmed": ("carry_out", "withdraw")},
    "Draw": {"committed": ("close", "exclude"), "closed": ("draw", "")},
    "Inspection": {
        "drawn": ("notify", ""),
        "notified": ("record", "notify"),
        "inspected": ("report", "record"),
        "reported": ("close", "order"),
        "ordered": ("reinspect", ""),
        "reinspected": ("close", "reinspect"),
    },
    "InspectionFinding": {"open": ("finalise", "drop"), "replied": ("finalise", "reply")},
    "HistoryImport": {
        "uploaded": ("preview", "discard"),
        "previewed": ("confirm", "replace"),
        "booked": ("ask_reversal", "ask_reversal"),
        "reversal_asked": ("reverse", "keep"),
    },
}
# What is decided and followed by a later version, which supersedes it: nothing is taken there by its owner.
FOLLOWED = {("Filing", "accepted")}
# A population that is closed is drawn from, what was drawn is visited, and an order is in force until it is re-inspected:
# nobody gets out of what was drawn by lot.
BY_LOT = {("Draw", "closed"), ("Inspection", "drawn"), ("Inspection", "ordered")}
BY_ITSELF = {f"{DIFFERENCES}.reconcile", f"{CHANGES}.carry_out_changes"}
CASES = [(name, state, action) for name, table in TABLES.items() for state, action in table]


def verb_of(path: str) -> object:
    module, _dot, name = path.rpartition(".")
    return getattr(import_module(module), name)


def states_of(table: Table) -> set[str]:
    return {state for state, _action in table} | set(table.values())


def test_every_table_stands_here_with_every_action_and_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    for name, table in TABLES.items():
        assert set(SERVED[name]) == {action for _state, action in table}, name
    assert set(SERVED) == set(TABLES) == set(WAYS)
    states = sum(len(states_of(table)) for table in TABLES.values())
    taken = [served for table in SERVED.values() for served in table.values() if served.page]
    follow = sum(len(table) for table in SERVED.values()) - len(taken)
    with capsys.disabled():
        print(
            f"\nworkflows: {len(TABLES)} tables, {states} states, {len(CASES)} transitions;"
            f" {len(taken)} actions with service, page and API route, {follow} consequences of another one"
        )
    assert len(CASES) > 80


@pytest.mark.parametrize(("name", "action"), sorted({(name, action) for name, _state, action in CASES}))
def test_every_action_has_its_verb_its_page_and_its_api_route(name: str, action: str) -> None:
    served, routes = SERVED[name][action], set(get_resolver().reverse_dict)
    verb = verb_of(served.verb)
    if not served.page:
        # It follows from a verb that is served itself, or from the calendar and from new figures.
        assert served.verb in {one.verb for one in SERVED[name].values() if one.page} | BY_ITSELF
        return
    assert "by" in signature(verb).parameters  # type: ignore[arg-type]
    assert served.page in routes
    assert served.api in routes


@pytest.mark.parametrize(
    ("name", "state"), [(name, state) for name in TABLES for state in sorted(states_of(TABLES[name]))]
)
def test_every_state_that_is_not_final_has_a_way_on_and_a_way_back(name: str, state: str) -> None:
    table: Mapping[tuple[str, str], str] = TABLES[name]
    actions = {action for one, action in table if one == state}
    if state not in WAYS[name]:
        assert not actions or (name, state) in FOLLOWED, f"{name} {state} is not final: {actions}"
        return
    on, back = WAYS[name][state]
    assert on in actions
    assert back in actions or (name, state) in BY_LOT
    assert (back == "") == ((name, state) in BY_LOT)


@pytest.mark.parametrize("name", TABLES)
def test_from_every_state_an_end_can_be_reached(name: str) -> None:
    table = TABLES[name]
    ends = {state for state in states_of(table) if state not in WAYS[name]} | {
        "closed",
        "decided",
        "accepted",
        "confirmed",
    }
    reached = set(ends)
    while True:
        more = {state for (state, _action), after in table.items() if after in reached} - reached
        if not more:
            break
        reached |= more
    assert states_of(table) <= reached


@pytest.mark.parametrize("name", TABLES)
def test_whatever_is_not_in_the_table_is_refused_with_a_sentence(name: str) -> None:
    table = TABLES[name]
    for state in states_of(table):
        for action in {one for _state, one in table} - {one for other, one in table if other == state}:
            with pytest.raises(Refusal) as refused:
                next_state(table, state, action, {})
            assert str(refused.value)
