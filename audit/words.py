"""What each action of the log is called, for people. An action is stored by its name and read by its word."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

WORDS: dict[str, Promise] = {
    "notice.draft": gettext_lazy("draft loaded"),
    "notice.edit": gettext_lazy("draft changed"),
    "notice.review": gettext_lazy("sent for signature"),
    "notice.sign": gettext_lazy("signed"),
    "notice.issue": gettext_lazy("issued"),
    "notice.return": gettext_lazy("returned to draft"),
    "filing.draft": gettext_lazy("version begun"),
    "filing.edit": gettext_lazy("figures saved"),
    "filing.consult": gettext_lazy("sent to the provinces for consultation"),
    "filing.opine": gettext_lazy("opinion given"),
    "filing.submit": gettext_lazy("signed and submitted"),
    "filing.accept": gettext_lazy("accepted for record"),
    "filing.return": gettext_lazy("returned"),
    "filing.supersede": gettext_lazy("superseded by a later version"),
    "report.draft": pgettext_lazy("report", "begun"),
    "report.edit": gettext_lazy("figures saved"),
    "report.submit": gettext_lazy("signed and submitted"),
    "report.accept": pgettext_lazy("report", "accepted"),
    "report.return": gettext_lazy("returned"),
    "report.correct": gettext_lazy("correction begun"),
    "report.supersede": gettext_lazy("superseded by a later version"),
    "report.upload": gettext_lazy("workbook taken over"),
    "person.invite": gettext_lazy("invited"),
    "person.renew_link": gettext_lazy("new link to set the password"),
    "person.accept": gettext_lazy("password set at the link"),
    "person.disable": gettext_lazy("account disabled"),
    "person.enable": gettext_lazy("account enabled"),
    "person.change_roles": gettext_lazy("roles changed"),
    "person.appoint": gettext_lazy("appointed when the system was set up"),
    "second_factor.reset": gettext_lazy("second factor reset"),
    "delegation.make": gettext_lazy("acting officer named"),
    "delegation.end": gettext_lazy("delegation ended early"),
    "organisation.create": gettext_lazy("organisation created"),
    "organisation.rename": gettext_lazy("names changed"),
    "organisation.validity": gettext_lazy("validity changed"),
    "organisation.end": gettext_lazy("ended by merger"),
    "organisation.succeed": gettext_lazy("took over"),
    "enterprise.register": gettext_lazy("registered"),
    "enterprise.join_group": gettext_lazy("joined a group"),
    "evidence.ask_to_lift": gettext_lazy("asked for a stop-and-rectify order to be lifted"),
    "evidence.lift_stop_order": gettext_lazy("stop-and-rectify order lifted"),
    "evidence.add_licence": gettext_lazy("licence entered"),
    "evidence.add_capacity": gettext_lazy("capacity entered"),
    "evidence.add_compliancefact": gettext_lazy("environmental test entered"),
    "evidence.add_tailingspond": gettext_lazy("tailings pond entered"),
    "evidence.add_pondevaluation": gettext_lazy("pond evaluation entered"),
    "evidence.add_stoporder": gettext_lazy("stop-and-rectify order entered"),
    "evidence.add_halt": gettext_lazy("halt entered"),
    "enterprise.edit": gettext_lazy("name or location changed"),
    "enterprise.leave_group": gettext_lazy("left its group"),
    "evidence.attach": gettext_lazy("document attached"),
    "evidence.end": gettext_lazy("end of evidence entered"),
    "evidence.confirm": gettext_lazy("evidence confirmed"),
    "evidence.dispute": gettext_lazy("evidence disputed"),
    "evidence.withdraw": gettext_lazy("evidence withdrawn"),
    "register.import": gettext_lazy("workbook taken over"),
    "finding.decide": gettext_lazy("finding decided"),
    "obligation.open": gettext_lazy("deadline opened"),
    "obligation.move": gettext_lazy("deadline moved"),
    "obligation.meet": gettext_lazy("duty met"),
    "obligation.late": gettext_lazy("deadline missed"),
    "obligation.escalate": gettext_lazy("overdue duty reported to the ministry"),
    "extension.ask": gettext_lazy("extension asked for"),
    "extension.grant": gettext_lazy("extension granted"),
    "extension.refuse": gettext_lazy("extension refused"),
    "calendar.load": gettext_lazy("calendar loaded"),
    "calendar.propose": gettext_lazy("arrangement of holidays proposed"),
    "calendar.confirm": gettext_lazy("arrangement of holidays confirmed"),
    "calendar.refuse": gettext_lazy("arrangement of holidays refused"),
    "channels.choose": gettext_lazy("channels of messages chosen"),
    "message.try_again": gettext_lazy("undelivered e-mail sent again"),
    "sign_in": gettext_lazy("signed in"),
    "sign_in.fail": gettext_lazy("sign-in failed"),
    "sign_out": gettext_lazy("signed out"),
    "password.change": gettext_lazy("password changed"),
    "token.create": gettext_lazy("API token created"),
    "token.revoke": gettext_lazy("API token revoked"),
    "second_factor.set_up": gettext_lazy("second factor set up"),
    "second_factor.renew_codes": gettext_lazy("recovery codes renewed"),
    "second_factor.fail": gettext_lazy("wrong code of the second factor"),
    "second_factor.recovery_code": gettext_lazy("recovery code used"),
    "second_factor.remove": gettext_lazy("second factor removed"),
    "access.refused": gettext_lazy("access refused"),
    "export": gettext_lazy("file exported"),
}


def action_word(action: str) -> str:
    """The action in the reader's language; a name without a word stands as it is."""
    return str(WORDS.get(action, action))


# The areas of the log, by the part of an action's name before the point.
AREAS: dict[str, Promise] = {
    "notice": gettext_lazy("Notices"),
    "filing": gettext_lazy("Sub-allocation"),
    "report": gettext_lazy("Monthly reports"),
    "finding": gettext_lazy("Findings"),
    "enterprise": gettext_lazy("Register"),
    "evidence": gettext_lazy("Evidence"),
    "register": gettext_lazy("Register"),
    "obligation": gettext_lazy("Deadlines"),
    "extension": gettext_lazy("Extensions"),
    "calendar": gettext_lazy("Calendar"),
    "channels": gettext_lazy("Messages"),
    "message": gettext_lazy("Messages"),
    "person": gettext_lazy("People"),
    "delegation": gettext_lazy("Delegation"),
    "organisation": gettext_lazy("Organisations"),
    "second_factor": gettext_lazy("Signing in"),
    "sign_in": gettext_lazy("Signing in"),
    "sign_out": gettext_lazy("Signing in"),
    "password": gettext_lazy("Signing in"),
    "token": gettext_lazy("Signing in"),
    "access": gettext_lazy("Access"),
    "export": gettext_lazy("Access"),
}
# What an event holds besides the columns of its object.
KEYS: dict[str, Promise] = {
    "mixed": gettext_lazy("mixed rare earths"),
    "reason": gettext_lazy("reason"),
    "state": gettext_lazy("state"),
    "version": gettext_lazy("version"),
    "notice": gettext_lazy("notice"),
    "period": gettext_lazy("period"),
    "number": gettext_lazy("number"),
    "hash": gettext_lazy("hash"),
    "digest": gettext_lazy("hash"),
    "sm3": gettext_lazy("hash (SM3)"),
    "sha256": gettext_lazy("hash (SHA-256)"),
    "cells": gettext_lazy("cells"),
    "figures": gettext_lazy("figures"),
    "removed": gettext_lazy("rows removed"),
    "totals": gettext_lazy("totals"),
    "authority": gettext_lazy("authority"),
    "authorities": gettext_lazy("authorities"),
    "opinion": gettext_lazy("opinion"),
    "void_signatures": gettext_lazy("signatures that no longer count"),
    "group": gettext_lazy("group"),
    "from": gettext_lazy("from"),
    "until": gettext_lazy("until"),
    "lifted_on": gettext_lazy("lifted on"),
    "asked_by": gettext_lazy("asked by"),
    "attachment": gettext_lazy("attachment"),
    "rule": gettext_lazy("rule"),
    "derivation": gettext_lazy("how the day was found"),
    "days": gettext_lazy("days"),
    "email": gettext_lazy("e-mail"),
    "fault": gettext_lazy("fault"),
    "roles": gettext_lazy("roles"),
    "active": gettext_lazy("active"),
    "first_day": gettext_lazy("first day"),
    "last_day": gettext_lazy("last day"),
    "way": gettext_lazy("by which way"),
    "ways": gettext_lazy("by which ways"),
    "method": gettext_lazy("method"),
    "path": gettext_lazy("address"),
    "code": gettext_lazy("status code"),
    "file": gettext_lazy("file"),
    "query": gettext_lazy("filter of the address"),
    "bytes": gettext_lazy("bytes"),
    "limit": gettext_lazy("no further ones are noted within the hour; limit"),
}
# Figures that are kept cell by cell: {cell: [before, after]}.
BY_CELL = frozenset({"cells", "figures"})
# Words that the log stores as codes.
VALUES: dict[str, Promise] = {
    "clerk": gettext_lazy("clerk"),
    "officer": gettext_lazy("officer"),
    "viewer": gettext_lazy("viewer"),
    "administrator": gettext_lazy("administrator of the organisation"),
    "system_admin": gettext_lazy("system administrator"),
    "security_admin": gettext_lazy("security administrator"),
    "audit_admin": gettext_lazy("audit administrator"),
    "password": gettext_lazy("password"),
    "mfa": gettext_lazy("second factor"),
    "session ended": gettext_lazy("session ended"),
}
# What holds the columns of an object's cells, where an event keeps figures cell by cell: “output-7-separation”.
LINES = {"reporting.ProductionReport": "reporting.ReportLine", "allocations.Filing": "allocations.FilingLine"}
# What an event can be about besides rows of tables.
THINGS: dict[str, Promise] = {
    "address": gettext_lazy("address"),
    "sign-in": gettext_lazy("sign-in"),
}


def area_word(action: str) -> str:
    """The area of an action in the reader's language."""
    return str(AREAS.get(action.partition(".")[0], ""))


def role_words(codes: str) -> str:
    """The roles of an event in the reader's language."""
    return "、".join(str(VALUES.get(code, code)) for code in codes.split(",") if code)
