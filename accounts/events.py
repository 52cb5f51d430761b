"""What the log calls the events of people, delegations and organisations."""

from django.utils.translation import gettext_lazy

from audit.events import EventLabels

LABELS = EventLabels(
    areas={
        "person": gettext_lazy("People"),
        "delegation": gettext_lazy("Delegation"),
        "organisation": gettext_lazy("Organisations"),
        "headings": gettext_lazy("Columns of own sheets"),
        "phrase": gettext_lazy("Own phrases"),
        "note": gettext_lazy("Internal notes"),
        "saved_filter": gettext_lazy("Saved filters"),
    },
    actions={
        "person.invite": gettext_lazy("invited"),
        "person.renew_link": gettext_lazy("new link to set the password"),
        "person.accept": gettext_lazy("password set at the link"),
        "person.disable": gettext_lazy("account disabled"),
        "person.enable": gettext_lazy("account enabled"),
        "person.change_roles": gettext_lazy("roles changed"),
        "person.appoint": gettext_lazy("appointed when the system was set up"),
        "delegation.make": gettext_lazy("acting officer named"),
        "delegation.end": gettext_lazy("delegation ended early"),
        "organisation.create": gettext_lazy("organisation created"),
        "organisation.rename": gettext_lazy("names changed"),
        "organisation.validity": gettext_lazy("validity changed"),
        "organisation.end": gettext_lazy("ended by merger"),
        "organisation.succeed": gettext_lazy("took over"),
        "note.write": gettext_lazy("internal note written"),
        "note.withdraw": gettext_lazy("internal note struck out"),
        "phrase.add": gettext_lazy("own phrase added"),
        "phrase.edit": gettext_lazy("own phrase changed"),
        "phrase.remove": gettext_lazy("own phrase removed"),
        "saved_filter.keep": gettext_lazy("filter kept under a name"),
        "saved_filter.send": gettext_lazy("monthly sending of a table changed"),
        "saved_filter.remove": gettext_lazy("saved filter removed"),
        "headings.match": gettext_lazy("columns of own sheets matched"),
    },
    keys={
        "email": gettext_lazy("e-mail"),
        "roles": gettext_lazy("roles"),
        "active": gettext_lazy("active"),
        "first_day": gettext_lazy("first day"),
        "last_day": gettext_lazy("last day"),
        "layout": gettext_lazy("form"),
        "names": gettext_lazy("columns"),
        "filter": gettext_lazy("filter"),
        "page": gettext_lazy("list"),
        "send": gettext_lazy("sent every month"),
    },
    values={
        "clerk": gettext_lazy("clerk"),
        "officer": gettext_lazy("officer"),
        "viewer": gettext_lazy("viewer"),
        "administrator": gettext_lazy("administrator of the organisation"),
        "system_admin": gettext_lazy("system administrator"),
        "security_admin": gettext_lazy("security administrator"),
        "audit_admin": gettext_lazy("audit administrator"),
    },
)
