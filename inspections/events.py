"""What the log calls the events of random inspections."""

from django.utils.translation import gettext_lazy

from audit.events import EventLabels

LABELS = EventLabels(
    areas={
        "inspection": gettext_lazy("Inspections"),
        "inspection_plan": gettext_lazy("Inspections"),
        "inspector": gettext_lazy("Inspections"),
        "draw": gettext_lazy("Inspections"),
    },
    actions={
        "inspection_plan.add": gettext_lazy("inspection plan made"),
        "inspector.add": gettext_lazy("inspector put into the pool"),
        "inspector.recuse": gettext_lazy("inspector recused from an enterprise"),
        "draw.commit": gettext_lazy("draw begun: seed committed"),
        "draw.exclude": gettext_lazy("enterprise left out of a draw"),
        "draw.close": gettext_lazy("population of a draw closed"),
        "draw.draw": gettext_lazy("names drawn"),
        "inspection.notify": gettext_lazy("inspection announced"),
        "inspection.record": gettext_lazy("inspection recorded"),
        "inspection.find": gettext_lazy("finding of an inspection entered"),
        "inspection.reply": gettext_lazy("replied to a finding of an inspection"),
        "inspection.finalise": gettext_lazy("finding of an inspection made final"),
        "inspection.drop": gettext_lazy("finding of an inspection dismissed"),
        "inspection.report": gettext_lazy("inspection reported upward"),
        "inspection.publish": gettext_lazy("extract of an inspection published"),
        "inspection.order": gettext_lazy("rectification ordered"),
        "inspection.reinspect": gettext_lazy("re-inspected"),
        "inspection.close": gettext_lazy("order lifted, inspection closed"),
    },
)
