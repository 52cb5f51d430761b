"""The routes of `accounts`: see tests/access/matrix.py."""

from tests.access import bodies, bodies_api
from tests.access.actors import SIGNED_IN
from tests.access.answers import NOT_THERE, UNFILLED
from tests.access.audiences import (
    ADMINISTRATORS,
    BUSINESS,
    CLERK,
    DELEGATION,
    ENDERS,
    GIVERS,
    GROUP,
    INVITERS,
    KEEPERS,
    ORGANISATION,
    OWN_OFFICERS,
    PERSON,
    SENT,
    SYSTEM,
    WRITERS,
    who,
)
from tests.access.bodies import fixed
from tests.access.line import Line, api

PAGES = [
    Line("invitation", path={"token": "forged"}, all={"GET": 404, "POST": 404, "*": 405}),
    Line("people_list", GET=KEEPERS | ADMINISTRATORS),
    Line("person_invite", GET=SYSTEM | ADMINISTRATORS, POST=SYSTEM | ADMINISTRATORS, answers=UNFILLED),
    Line("person_detail", on="person", sees=PERSON, GET=PERSON),
    Line("person_roles", on="person", sees=PERSON, GET=GIVERS, POST=GIVERS, body=fixed(reason="离任"), answers=UNFILLED),
    Line("person_disable", on="person", sees=PERSON, GET=GIVERS, POST=GIVERS, body=bodies.REASON),
    Line("person_enable", on="person", sees=PERSON, GET=GIVERS, POST=GIVERS, answers=UNFILLED),
    Line("person_renew_link", on="person", sees=PERSON, GET=GIVERS, POST=GIVERS, answers={"POST": 200}),
    Line("note_list", on="filing.accepted", sees=SENT, GET=SENT, POST=SENT - who("miit_viewer", "viewer"),
         path={"kind": "filing"}, body=fixed(text="注意")),
    Line("note_withdraw", on="note", sees=GROUP, POST=CLERK),
    Line("phrase_list", GET=WRITERS, POST=WRITERS, body=fixed(text="同意")),
    Line("phrase_edit", on="phrase", sees=CLERK, GET=CLERK, POST=CLERK, body=fixed(text="同意")),
    Line("phrase_move", on="phrase", sees=CLERK, POST=CLERK, body=fixed(to="up")),
    Line("phrase_remove", on="phrase", sees=CLERK, GET=CLERK, POST=CLERK),
    Line("delegation_list", GET=BUSINESS | ADMINISTRATORS),
    Line("delegation_new", GET=OWN_OFFICERS, POST=OWN_OFFICERS, answers=UNFILLED),
    Line("delegation_end", on="delegation", sees=DELEGATION, GET=ENDERS, POST=ENDERS),
    Line("organisation_list", GET=KEEPERS),
    Line("organisation_new", GET=SYSTEM, POST=SYSTEM, answers=UNFILLED),
    Line("organisation_merge", GET=SYSTEM, POST=SYSTEM, answers=UNFILLED),
    Line("province_new", GET=SYSTEM, POST=SYSTEM, answers=UNFILLED),
    Line("organisation_detail", on="group", sees=ORGANISATION, GET=KEEPERS),
    Line("organisation_names", on="group", sees=ORGANISATION, GET=SYSTEM, POST=SYSTEM, answers=UNFILLED),
    Line("organisation_validity", on="group", sees=ORGANISATION, GET=SYSTEM, POST=SYSTEM, answers=UNFILLED),
    Line("organisation_invite", on="group", sees=ORGANISATION, GET=INVITERS, POST=INVITERS, answers=UNFILLED),
]  # fmt: skip

API = [
    # The filing is Northern's: to who does not see it, it is not there.
    api("api-note-list", GET=SIGNED_IN, POST=WRITERS, body=bodies.note, answers={"POST": 201}, but=NOT_THERE),
    api("api-note-detail", on="note", sees=GROUP, GET=GROUP),
    api("api-note-withdraw", on="note", sees=GROUP, POST=CLERK),
    api("api-phrase-list", GET=WRITERS, POST=WRITERS, body=fixed(text="同意"), answers={"POST": 201}),
    api("api-phrase-detail", on="phrase", sees=CLERK, GET=CLERK, PUT=CLERK, body=fixed(text="同意")),
    api("api-phrase-move", on="phrase", sees=CLERK, POST=CLERK, body=fixed(to="up")),
    api("api-phrase-remove", on="phrase", sees=CLERK, POST=CLERK, answers={"POST": 204}),
    api("api-person-list", GET=SIGNED_IN, POST=SYSTEM | ADMINISTRATORS, body=fixed(**bodies_api.NEW_PERSON),
        answers={"POST": 201}),
    api("api-person-detail", on="person", sees=PERSON, GET=PERSON),
    api("api-person-link", on="person", sees=PERSON, POST=GIVERS),
    api("api-person-roles", on="person", sees=PERSON, POST=GIVERS, body=bodies_api.roles),
    api("api-person-disable", on="person", sees=PERSON, POST=GIVERS, body=bodies.REASON),
    api("api-person-enable", on="person", sees=PERSON, POST=GIVERS, body=bodies.REASON),
    # Nobody of that name can be named.
    api("api-delegation-list", GET=SIGNED_IN, POST=OWN_OFFICERS, body=fixed(**bodies_api.DELEGATED),
        answers={"POST": 404}),
    api("api-delegation-detail", on="delegation", sees=DELEGATION, GET=DELEGATION),
    api("api-delegation-end", on="delegation", sees=DELEGATION, POST=ENDERS),
    api("api-organisation-list", GET=KEEPERS, POST=SYSTEM, body=fixed(**bodies_api.NEW_GROUP), answers={"POST": 201}),
    api("api-organisation-detail", on="group", sees=ORGANISATION, GET=KEEPERS),
    api("api-organisation-rename", on="group", sees=ORGANISATION, POST=SYSTEM, body=bodies_api.names),
    api("api-organisation-validity", on="group", sees=ORGANISATION, POST=SYSTEM, body=bodies_api.validity),
    # Nothing can follow itself.
    api("api-organisation-merge", POST=SYSTEM, answers={"POST": 422}, body=fixed(**bodies_api.MERGED)),
    api("api-province-list", POST=SYSTEM, body=fixed(**bodies_api.NEW_PROVINCE), answers={"POST": 201}),
]  # fmt: skip
