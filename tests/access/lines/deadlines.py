"""The routes of `deadlines`: see tests/access/matrix.py."""

from tests.access import bodies
from tests.access.actors import SIGNED_IN
from tests.access.audiences import ASKERS, BUSINESS, GROUP, MIIT_CLERK, MIIT_OFFICER, MINISTRIES, WITHDRAWERS
from tests.access.line import Line, api

PAGES = [
    Line("obligations_remind", GET=MIIT_CLERK | MIIT_OFFICER, POST=MIIT_CLERK | MIIT_OFFICER),
    Line("obligation_list", GET=SIGNED_IN),
    Line("obligation_detail", on="obligation", sees=MINISTRIES | GROUP, GET=MINISTRIES | GROUP),
    Line("extension_ask", on="duty", sees=MINISTRIES | GROUP, GET=ASKERS, POST=ASKERS, body=bodies.ASKED),
    Line("extension_grant", on="extension", sees=MINISTRIES | GROUP, GET=MIIT_OFFICER, POST=MIIT_OFFICER,
         body=bodies.GRANTED),
    Line("general_extension_list", GET=BUSINESS),
    Line("general_extension_new", GET=WITHDRAWERS, POST=WITHDRAWERS, body=bodies.FOR_ALL),
    Line("general_extension_grant", on="for all", sees=MINISTRIES, GET=MIIT_OFFICER, POST=MIIT_OFFICER),
    Line("general_extension_refuse", on="for all", sees=MINISTRIES, GET=MIIT_OFFICER, POST=MIIT_OFFICER, body=bodies.REASON),
    Line("general_extension_recall", on="for all", sees=MINISTRIES, GET=WITHDRAWERS, POST=WITHDRAWERS, body=bodies.REASON),
    Line("extension_recall", on="extension", sees=MINISTRIES | GROUP, GET=ASKERS, POST=ASKERS, body=bodies.REASON),
    Line("extension_refuse", on="extension", sees=MINISTRIES | GROUP, GET=MIIT_OFFICER, POST=MIIT_OFFICER,
         body=bodies.REASON),
    Line("arrangement_list", GET=SIGNED_IN),
    Line("arrangement_enter", GET=MIIT_CLERK, POST=MIIT_CLERK, answers={"POST": 422}),
    Line("arrangement_detail", on="arrangement.in force", sees=BUSINESS, GET=BUSINESS),
    Line("arrangement_csv", on="arrangement.in force", sees=BUSINESS, GET=BUSINESS),
    Line("arrangement_confirm", on="arrangement.proposed", sees=MINISTRIES, GET=MIIT_OFFICER, POST=MIIT_OFFICER),
    Line("arrangement_recall", on="arrangement.proposed", sees=MINISTRIES, GET=MIIT_CLERK, POST=MIIT_CLERK,
         body=bodies.REASON),
    Line("arrangement_refuse", on="arrangement.proposed", sees=MINISTRIES, GET=MIIT_OFFICER, POST=MIIT_OFFICER,
         body=bodies.REASON),
    Line("duty_calendar", GET=BUSINESS),
    Line("feed_renew", POST=BUSINESS, answers={"POST": 200}),
    Line("feed_revoke", POST=BUSINESS),
    Line("duty_feed", path={"token": "nobody-has-this-one"}, all={"GET": 404, "HEAD": 404, "*": 405}),
]  # fmt: skip

API = [
    api("api-extension-list", GET=SIGNED_IN),
    api("api-extension-detail", on="extension", sees=MINISTRIES | GROUP, GET=MINISTRIES | GROUP),
    api("api-extension-grant", on="extension", sees=MINISTRIES | GROUP, POST=MIIT_OFFICER, body=bodies.GRANTED),
    api("api-general-extension-list", GET=SIGNED_IN, POST=WITHDRAWERS, body=bodies.FOR_ALL, answers={"POST": 201}),
    api("api-general-extension-detail", on="for all", sees=MINISTRIES, GET=MINISTRIES),
    api("api-general-extension-grant", on="for all", sees=MINISTRIES, POST=MIIT_OFFICER),
    api("api-general-extension-refuse", on="for all", sees=MINISTRIES, POST=MIIT_OFFICER, body=bodies.REASON),
    api("api-general-extension-recall", on="for all", sees=MINISTRIES, POST=WITHDRAWERS, body=bodies.REASON),
    api("api-extension-recall", on="extension", sees=MINISTRIES | GROUP, POST=ASKERS, body=bodies.REASON),
    api("api-extension-refuse", on="extension", sees=MINISTRIES | GROUP, POST=MIIT_OFFICER, body=bodies.REASON),
    api("api-obligation-extension", on="duty", sees=MINISTRIES | GROUP, POST=ASKERS, body=bodies.ASKED,
        answers={"POST": 201}),
    api("api-arrangement-list", GET=SIGNED_IN, POST=MIIT_CLERK, body=bodies.arrangement, answers={"POST": 201}),
    api("api-arrangement-confirm", on="arrangement.proposed", sees=MINISTRIES, POST=MIIT_OFFICER),
    api("api-arrangement-refuse", on="arrangement.proposed", sees=MINISTRIES, POST=MIIT_OFFICER, body=bodies.REASON),
    api("api-arrangement-recall", on="arrangement.proposed", sees=MINISTRIES, POST=MIIT_CLERK, body=bodies.REASON),
    api("api-arrangement-detail", on="arrangement.in force", sees=BUSINESS, GET=BUSINESS),
    api("api-feed-list", POST=BUSINESS, answers={"POST": 201}),
    api("api-feed-revoke", POST=BUSINESS, answers={"POST": 204}),
    api("api-obligation-list", GET=SIGNED_IN),
    api("api-obligation-detail", on="obligation", sees=MINISTRIES | GROUP, GET=MINISTRIES | GROUP),
]  # fmt: skip
