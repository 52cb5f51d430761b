"""The routes of `authentication`: see tests/access/matrix.py."""

from tests.access import bodies
from tests.access.actors import SIGNED_IN
from tests.access.answers import FORM_VIEW, UNFILLED
from tests.access.audiences import PERSON, SECURITY
from tests.access.line import Line, api

PAGES = [
    Line("sign_in", all={"*": 302}, nobody=FORM_VIEW),
    Line("account_login", all={"*": 302}, nobody=FORM_VIEW),
    Line("mfa_authenticate", all={"*": 302}),
    Line("openid_connect_login", all={"*": 404}),  # no provider is set up
    Line("openid_connect_callback", all={"*": 404}),
    Line("sign_out", all={"POST": 302, "OPTIONS": 200, "*": 405}, nobody={"*": 302}),
    Line("session", GET=SIGNED_IN, POST=SIGNED_IN, answers={"POST": 200}),
    Line("session_list", GET=SIGNED_IN, POST=SIGNED_IN),
    Line("session_end", path={"pk": 999_999_999}, all={"POST": 404, "*": 405}, nobody={"*": 302}),
    Line("change_password", GET=SIGNED_IN, POST=SIGNED_IN, answers={"POST": 200}),
    Line("second_factor", all={"*": 200}, nobody={"*": 302}),
    Line("second_factor_set_up", GET=SIGNED_IN, POST=SIGNED_IN, answers={"POST": 200}),
    Line("second_factor_renew_codes", GET=SIGNED_IN, POST=SIGNED_IN, answers={"GET": 302}),
    Line("second_factor_remove", GET=SIGNED_IN, POST=SIGNED_IN, answers={"GET": 302}),
    Line("passkey_new", GET=SIGNED_IN, POST=SIGNED_IN, answers={"GET": 302}),
    Line("passkey_challenge", all={"POST": 409, "*": 405}, nobody={"*": 302}),
    Line("passkey_remove", path={"pk": 999_999_999}, all={"GET": 404, "POST": 404, "*": 405}, nobody={"*": 302}),
    Line("person_reset_second_factor", on="person", sees=PERSON, GET=SECURITY, POST=SECURITY, answers=UNFILLED),
]  # fmt: skip

API = [
    api("api-token", all={"*": 401}),
    api("api-token-revoke", all={"*": 401}),
    api("api-person-reset-second-factor", on="person", sees=PERSON, POST=SECURITY, body=bodies.REASON),
]  # fmt: skip
