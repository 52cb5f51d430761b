"""What the log calls the events of the register and its evidence."""

from django.utils.translation import gettext_lazy

from audit.events import EventLabels

LABELS = EventLabels(
    areas={
        "enterprise": gettext_lazy("Register"),
        "enterprise_change": gettext_lazy("Register"),
        "evidence": gettext_lazy("Evidence"),
        "register": gettext_lazy("Register"),
    },
    actions={
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
        "evidence.add_permitbreach": gettext_lazy("breach of the discharge permit entered"),
        "evidence.add_halt": gettext_lazy("halt entered"),
        "enterprise.edit": gettext_lazy("name or location changed"),
        "enterprise.leave_group": gettext_lazy("left its group"),
        "enterprise_change.enter": gettext_lazy("event of an enterprise entered"),
        "enterprise_change.confirm": gettext_lazy("event of an enterprise confirmed"),
        "enterprise_change.refuse": gettext_lazy("event of an enterprise refused"),
        "enterprise_change.withdraw": gettext_lazy("event of an enterprise withdrawn"),
        "enterprise_change.carry_out": gettext_lazy("event of an enterprise took effect"),
        "evidence.attach": gettext_lazy("document attached"),
        "evidence.end": gettext_lazy("end of evidence entered"),
        "evidence.confirm": gettext_lazy("evidence confirmed"),
        "evidence.dispute": gettext_lazy("evidence disputed"),
        "evidence.withdraw": gettext_lazy("evidence withdrawn"),
        "enterprise.import": gettext_lazy("imported from a workbook of past years"),
        "enterprise.import_membership": gettext_lazy("membership imported from a workbook of past years"),
        "enterprise.import_name": gettext_lazy("former name imported from a workbook of past years"),
        "enterprise.reverse_import": gettext_lazy("import from a workbook reversed"),
        "register.import": gettext_lazy("workbook taken over"),
    },
    keys={
        "enterprises": gettext_lazy("enterprises"),
        "group": gettext_lazy("group"),
        "piece": gettext_lazy("evidence"),
        "piece_id": gettext_lazy("number of the piece"),
        "confirmation_status": gettext_lazy("confirmation"),
        "attachment": gettext_lazy("attachment"),
        "lifted_on": gettext_lazy("lifted on"),
        "digest": gettext_lazy("hash"),
    },
)
