"""The routes of `enterprises`: see tests/access/matrix.py."""

from tests.access import bodies
from tests.access.actors import SIGNED_IN
from tests.access.answers import LICENCE, PIECE, UNFILLED
from tests.access.audiences import CLERK, GROUP_CLERKS, LOCATED, LOCATED_OFFICERS, LOCATED_PEOPLE, MIIT_CLERK
from tests.access.bodies import fixed
from tests.access.line import Line, api

PAGES = [
    Line("enterprise_list", GET=SIGNED_IN),
    Line("enterprise_detail", on="enterprise", sees=LOCATED, GET=LOCATED),
    Line("enterprise_new", GET=MIIT_CLERK, POST=MIIT_CLERK, body=bodies.enterprise),
    Line("enterprise_edit", on="enterprise", sees=LOCATED, GET=MIIT_CLERK, POST=MIIT_CLERK, body=bodies.renamed),
    Line("enterprise_join", on="enterprise", sees=LOCATED, GET=MIIT_CLERK, POST=MIIT_CLERK, answers=UNFILLED),
    Line("enterprise_leave", on="enterprise", sees=LOCATED, GET=MIIT_CLERK, POST=MIIT_CLERK, body=bodies.LAST_DAY),
    Line("change_list", GET=SIGNED_IN),
    Line("change_new", on="enterprise", sees=LOCATED, GET=CLERK, POST=CLERK, body=bodies.CLOSED),
    Line("change_detail", on="change", sees=LOCATED, GET=LOCATED),
    Line("change_confirm", on="change", sees=LOCATED, GET=LOCATED_OFFICERS, POST=LOCATED_OFFICERS),
    Line("change_refuse", on="change", sees=LOCATED, GET=LOCATED_OFFICERS, POST=LOCATED_OFFICERS, body=bodies.REASON),
    Line("change_withdraw", on="change", sees=LOCATED, GET=CLERK, POST=CLERK, body=bodies.REASON),
    Line("evidence_new", on="enterprise", sees=LOCATED, GET=CLERK, POST=CLERK, path=LICENCE, answers=UNFILLED),
    Line("evidence_file", on="evidence", sees=LOCATED, GET=LOCATED, path=LICENCE),
    Line("evidence_confirm", on="evidence", sees=LOCATED, GET=LOCATED_OFFICERS, POST=LOCATED_OFFICERS, path=LICENCE),
    Line("evidence_dispute", on="evidence", sees=LOCATED, GET=LOCATED_OFFICERS, POST=LOCATED_OFFICERS, path=LICENCE,
         body=bodies.REASON),
    Line("evidence_withdraw", on="evidence", sees=LOCATED, GET=CLERK, POST=CLERK, path=LICENCE, body=bodies.REASON),
    Line("evidence_end", on="evidence", sees=LOCATED, GET=CLERK, POST=CLERK, path=LICENCE, body=fixed(on="2021-10-01")),
    Line("evidence_attach", on="evidence", sees=LOCATED, GET=CLERK, POST=CLERK, path=LICENCE, answers=UNFILLED),
    Line("stop_order_ask", on="stop order", sees=LOCATED, GET=LOCATED_PEOPLE, POST=LOCATED_PEOPLE, body=bodies.LIFT),
    Line("stop_order_lift", on="stop order", sees=LOCATED, GET=LOCATED_OFFICERS, POST=LOCATED_OFFICERS),
    Line("register_export", GET=SIGNED_IN),
    Line("register_import", GET=MIIT_CLERK, POST=MIIT_CLERK, answers=UNFILLED),
    Line("register_import_confirm", POST=MIIT_CLERK, answers={"POST": 422}),
]  # fmt: skip

API = [
    api("api-enterprise-list", GET=SIGNED_IN, POST=MIIT_CLERK, body=bodies.enterprise, answers={"POST": 201}),
    api("api-enterprise-detail", on="enterprise", sees=LOCATED, GET=LOCATED, PUT=MIIT_CLERK, body=bodies.renamed),
    # It belongs to a group already.
    api("api-enterprise-join", on="enterprise", sees=LOCATED, POST=MIIT_CLERK, answers={"POST": 409},
        body=fixed(group="northern-re", valid_from="2021-10-01")),
    api("api-enterprise-leave", on="enterprise", sees=LOCATED, POST=MIIT_CLERK, body=bodies.LAST_DAY),
    # Its body is a file, which JSON cannot hold; so is that of a document attached.
    api("api-register-workbook-list", GET=SIGNED_IN, POST=MIIT_CLERK, answers={"POST": 415}),
    api("api-evidence-end", on="evidence", sees=LOCATED, path=PIECE, POST=CLERK, body=fixed(on="2021-10-01")),
    api("api-evidence-attach", on="evidence", sees=LOCATED, path=PIECE, POST=CLERK, answers={"POST": 415}),
    # The enterprise is Northern's: to Southern's clerk it is not there.
    api("api-enterprise-change-list", GET=SIGNED_IN, POST=GROUP_CLERKS, body=bodies.change, answers={"POST": 201},
        but={("POST", "south_clerk"): 404}),
    api("api-enterprise-change-detail", on="change", sees=LOCATED, GET=LOCATED),
    api("api-enterprise-change-confirm", on="change", sees=LOCATED, POST=LOCATED_OFFICERS),
    api("api-enterprise-change-refuse", on="change", sees=LOCATED, POST=LOCATED_OFFICERS, body=bodies.REASON),
    api("api-enterprise-change-withdraw", on="change", sees=LOCATED, POST=CLERK, body=bodies.REASON),
    api("api-stop-order-list", GET=SIGNED_IN),
    api("api-stop-order-detail", on="stop order", sees=LOCATED, GET=LOCATED),
    api("api-stop-order-ask", on="stop order", sees=LOCATED, POST=LOCATED_PEOPLE, body=bodies.LIFT),
    api("api-stop-order-lift", on="stop order", sees=LOCATED, POST=LOCATED_OFFICERS),
    api("api-evidence-list", on="enterprise", sees=LOCATED, query="?enterprise={pk}", GET=LOCATED, POST=CLERK,
        body=bodies.evidence, answers={"POST": 422}),
    api("api-evidence-file", on="evidence", sees=LOCATED, path=PIECE, GET=LOCATED),
    api("api-evidence-confirm", on="evidence", sees=LOCATED, path=PIECE, POST=LOCATED_OFFICERS),
    api("api-evidence-dispute", on="evidence", sees=LOCATED, path=PIECE, POST=LOCATED_OFFICERS, body=bodies.REASON),
    api("api-evidence-withdraw", on="evidence", sees=LOCATED, path=PIECE, POST=CLERK, body=bodies.REASON),
    api("api-eligibility-alert-list", GET=SIGNED_IN),
]  # fmt: skip
