"""What a page does, the API does: each verb that a page reaches is one of the API's, but for a few that are named here."""

from tests.access.matrix import LINES
from tests.access.verbs import Name, is_verb, verbs_of_pages, verbs_of_the_api

# Pages send cells, each with what it was before; programs send the whole row or the whole document, by this verb.
INSTEAD = {
    "allocations.services.notices.begin_notice": "allocations.services.notices.load_notice",
    "allocations.services.notice_entries.save_entries": "allocations.services.notices.edit_notice",
    "allocations.services.filing_cells.save_figures": "allocations.services.filings.save_draft",
    "reporting.services.cells.save_cells": "reporting.services.drafts.save_report",
    # Several rows on a page are several requests of a program.
    "notifications.services.messages.mark_several_read": "notifications.services.messages.mark_read",
    "reporting.services.difference_cells.explain_differences": "reporting.services.differences.explain_difference",
}
# Pages that write without a verb of the services: the session, the language, one's own way of signing in.
OF_THE_SESSION = {
    "set_language", "verify_receipt", "sign_in", "account_login", "mfa_authenticate", "openid_connect_login",
    "openid_connect_callback", "sign_out", "session", "change_password", "second_factor_set_up",
    "second_factor", "second_factor_renew_codes", "second_factor_remove", "passkey_challenge", "invitation",
}  # fmt: skip
# One's own sessions and keys in browsers; a program ends its token.
SESSIONS = {
    "authentication.services.passkeys.add_passkey", "authentication.services.passkeys.remove_passkey",
    "authentication.services.own_sessions.end_session", "authentication.services.own_sessions.end_other_sessions",
}  # fmt: skip
# Pages that only look at what was uploaded, or at the log.
LOOKING = {"filing_upload", "report_upload", "report_marked", "log_verification"}


def posting() -> set[str]:
    """The pages that take a POST, as the matrix says."""
    lines = [line for line in LINES.values() if not line.api]
    return {
        line.route
        for line in lines
        if line.POST is not None or (line.all and line.all.get("POST", line.all.get("*", 405)) != 405)
    }


def test_every_verb_of_a_page_is_a_verb_of_the_api() -> None:
    api, pages = {str(verb) for verb in verbs_of_the_api()}, verbs_of_pages()
    assert len(api) > 120
    named = {route: {INSTEAD.get(str(verb), str(verb)) for verb in pages[route]} for route in posting()}
    missing = {route: sorted(verbs - api - SESSIONS) for route, verbs in named.items()}
    assert {route: verbs for route, verbs in missing.items() if verbs} == {}


def test_a_page_without_a_verb_is_named_here() -> None:
    pages = verbs_of_pages()
    silent = {route for route in posting() if not pages[route]}
    assert silent - OF_THE_SESSION - LOOKING == set()


def test_the_exceptions_are_still_there() -> None:
    everything = {str(verb) for verbs in verbs_of_pages().values() for verb in verbs}
    api = {str(verb) for verb in verbs_of_the_api()}
    assert set(INSTEAD) <= everything
    assert not set(INSTEAD) & api, "no longer an exception"
    assert all(is_verb(Name(*verb.rsplit(".", 1))) for verb in INSTEAD.values())
