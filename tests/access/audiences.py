"""Who may: the readers and writers of the matrix, by name. Names in small letters depend on the side (`on_side`)."""

from tests.access.actors import NOBODY, NORTH, SIGNED_IN

Audience = frozenset[str]


def who(*names: str) -> Audience:
    return frozenset(names)


EVERYBODY = SIGNED_IN | NOBODY
NO_ONE = who()
MNR = who("mnr_clerk", "mnr_officer")
MIIT_CLERK, MIIT_OFFICER = who("miit_clerk"), who("miit_officer")
MINISTRIES = who("miit_clerk", "miit_officer", "miit_viewer", "mnr_clerk", "mnr_officer")
SIGNERS = who("miit_officer", "mnr_officer", "ndrc_officer")
CLERK, OFFICERS = who("clerk"), who("officer", "acting")
GROUP = who("clerk", "officer", "viewer", "acting")
GROUPS = who("north_clerk", "north_officer", "north_viewer", "north_acting", "south_clerk", "south_officer")
GROUP_CLERKS = who("north_clerk", "south_clerk")
MATCHERS = GROUP_CLERKS | MIIT_CLERK
PROVINCES = who("neimenggu_industry", "neimenggu_resources", "neimenggu_clerk", "jiangxi_industry",
                "guangdong_industry", "fujian_industry")  # fmt: skip
# Signs the notice that waits for signatures, which names it as a signer.
NDRC = who("ndrc_officer")
BUSINESS = MINISTRIES | GROUPS | PROVINCES | NDRC
# Who writes opinions, reasons and remarks, an acting officer too.
WRITERS = BUSINESS - who("miit_viewer", "north_viewer")
# Readers of rows: of what has left a group, of a draft, of one enterprise, of what the whole group holds.
SENT = MINISTRIES | GROUP | who("concerned")
DRAFT = GROUP
LOCATED = MINISTRIES | GROUP | who("located")
WHOLE = MINISTRIES | GROUP
# The authorities of the enterprise's province, by their officers.
LOCATED_OFFICERS, LOCATED_PEOPLE = who("located officers"), who("located")
# Who may ask for a later deadline of the group.
ASKERS = who("clerk", "officer", "acting")
# Who keeps the accounts of an organisation, or of all.
AUDIT = who("audit_admin")
SYSTEM, SECURITY, ADMINISTRATOR = who("system_admin"), who("security_admin"), who("administrator")
KEEPERS = SYSTEM | SECURITY
ADMINISTRATORS = who("miit_administrator", "north_administrator", "neimenggu_administrator")
ORGANISATION = MINISTRIES | GROUP | KEEPERS | ADMINISTRATOR | who("roleless")
PERSON = KEEPERS | ADMINISTRATOR | who("self")
GIVERS = SECURITY | ADMINISTRATOR
INVITERS = ADMINISTRATOR | who("inviter where there is no administrator")
OWN_OFFICERS = who("miit_officer", "mnr_officer", "ndrc_officer", "north_officer", "south_officer", "neimenggu_industry",
                   "neimenggu_resources", "jiangxi_industry", "guangdong_industry", "fujian_industry")  # fmt: skip
# The authority that draws and inspects, its officers, and who reads its draws.
DRAWING, DRAWING_OFFICERS = who("authority"), who("authority officers")
DRAWERS = MINISTRIES | DRAWING
DELEGATION = KEEPERS | ADMINISTRATOR | who("officer", "acting")
ENDERS = ADMINISTRATOR | who("officer")
# Who sees a service account: who keeps it, who consents to it, and the security administrator.
PROGRAM = ADMINISTRATOR | SECURITY | who("officer")

BY_SIDE: dict[str, dict[str, Audience]] = {
    NORTH: {
        "clerk": who("north_clerk"),
        "officer": who("north_officer"),
        "viewer": who("north_viewer"),
        "acting": who("north_acting"),
        "located": who("neimenggu_industry", "neimenggu_resources", "neimenggu_clerk"),
        "concerned": who("neimenggu_industry", "neimenggu_resources", "neimenggu_clerk", "jiangxi_industry"),
        "located officers": who("neimenggu_industry", "neimenggu_resources"),
        "asked": who("neimenggu_industry"),
        "authority": who("neimenggu_industry", "neimenggu_clerk"),
        "authority officers": who("neimenggu_industry"),
        "administrator": who("north_administrator"),
        "self": who("north_viewer"),
        "inviter where there is no administrator": NO_ONE,
        "roleless": who("north_roleless"),
    },
    "south": {
        "clerk": who("south_clerk"),
        "officer": who("south_officer"),
        "viewer": NO_ONE,
        "acting": NO_ONE,
        "located": who("guangdong_industry"),
        "concerned": who("guangdong_industry", "jiangxi_industry"),
        "located officers": who("guangdong_industry"),
        "asked": who("guangdong_industry"),
        "authority": who("guangdong_industry"),
        "authority officers": who("guangdong_industry"),
        "administrator": NO_ONE,
        "self": who("south_clerk"),
        "inviter where there is no administrator": who("system_admin"),
        "roleless": NO_ONE,
    },
}


def on_side(audience: Audience, side: str) -> Audience:
    """The people of an audience on one side."""
    return frozenset(actor for name in audience for actor in BY_SIDE[side].get(name, (name,)))


UNSEEN = who("south_clerk", "south_officer", "guangdong_industry", "fujian_industry")
# The readers of a check, and of a question of it.
CHECKED = MINISTRIES | who("located")
ASKED_OF = CHECKED | GROUP
WITHDRAWERS = MIIT_CLERK | MIIT_OFFICER
REOPENERS = MIIT_CLERK | MIIT_OFFICER
DECIDERS = MIIT_OFFICER | LOCATED_OFFICERS
