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
    "enterprise.register": gettext_lazy("registered"),
    "enterprise.join_group": gettext_lazy("joined a group"),
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
}


def action_word(action: str) -> str:
    """The action in the reader's language; a name without a word stands as it is."""
    return str(WORDS.get(action, action))
