"""The components of every page: Python functions with signatures, so that a wrong argument fails at once.

They are built in (settings.TEMPLATES): a template uses them without `load`.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.forms.notes import NoteForm
from accounts.forms.phrases import PhrasedText
from accounts.models import User
from accounts.permissions import note_policies
from accounts.reads.notes import note_counts, notes_about
from accounts.reads.phrases import phrases_of
from allocations.models import Filing
from allocations.reads.pending import Pending
from common.periods import bracketed, colon, day_text, instant_text, weekday_name
from common.quantities import format_tonnes
from common.workflow import Action
from reporting.models import ProductionReport
from reporting.reads.remarks import remarking, remarks_on

register = template.Library()
register.simple_tag(bracketed)
register.simple_tag(colon)

# Status: the word, the shape before it, and the tone. Never the tone alone.
STATUSES: dict[str, tuple[Any, str, str]] = {
    "todo": (gettext_lazy("to be filed"), "○", "plain"),
    "not_open": (gettext_lazy("not open yet"), "·", "muted"),
    "draft": (gettext_lazy("draft"), "◔", "plain"),
    "ordered": (gettext_lazy("ordered"), "●", "good"),
    "in_review": (gettext_lazy("awaiting signatures"), "◑", "busy"),
    "consulting": (gettext_lazy("in consultation"), "◑", "busy"),
    "submitted": (gettext_lazy("submitted"), "◕", "busy"),
    "returned": (gettext_lazy("returned"), "↩", "warn"),
    "accepted": (gettext_lazy("accepted for record"), "●", "good"),
    "report_accepted": (pgettext_lazy("report", "accepted"), "●", "good"),
    "issued": (gettext_lazy("issued"), "●", "good"),
    "uploaded": (gettext_lazy("uploaded, cannot be booked as it is"), "○", "warn"),
    "previewed": (gettext_lazy("previewed, waits for a second person"), "◑", "busy"),
    "booked": (gettext_lazy("confirmed and booked"), "●", "good"),
    "reversal_asked": (gettext_lazy("reversal asked for"), "◑", "warn"),
    "reversed": (gettext_lazy("reversed"), "✕", "muted"),
    "year_closed": (gettext_lazy("year closed"), "●", "good"),
    "revoked": (gettext_lazy("revoked"), "✕", "muted"),
    "discarded": (gettext_lazy("discarded"), "◌", "muted"),
    "superseded": (gettext_lazy("superseded"), "◌", "muted"),
    "recalled": (gettext_lazy("taken back"), "↶", "warn"),
    "overdue": (gettext_lazy("overdue"), "▲", "bad"),
    "due_soon": (gettext_lazy("due soon"), "△", "warn"),
    "open": (gettext_lazy("open"), "○", "plain"),
    "met_on_time": (gettext_lazy("on time"), "✓", "good"),
    "not_reported": (gettext_lazy("not reported"), "▲", "bad"),
    "met_late": (gettext_lazy("late"), "▲", "warn"),
    "eligible": (gettext_lazy("eligible"), "✓", "good"),
    "not_eligible": (gettext_lazy("not eligible"), "✕", "bad"),
    "ceases_soon": (gettext_lazy("eligible, but not for long"), "△", "warn"),
    "evidence_missing": (gettext_lazy("evidence missing"), "?", "warn"),
    "silent": (gettext_lazy("no opinion given"), "…", "muted"),
    "agree": (gettext_lazy("agrees"), "✓", "good"),
    "object": (gettext_lazy("objects"), "✕", "warn"),
    "near_quota": (gettext_lazy("close to the quota"), "△", "warn"),
    "no_quota": (gettext_lazy("produced without quota"), "▲", "bad"),
    "change_waits": (gettext_lazy("waits for the province"), "○", "plain"),
    "change_confirmed": (gettext_lazy("confirmed, takes effect on its day"), "◑", "busy"),
    "quota_awaited": (gettext_lazy("quota to be issued"), "○", "plain"),
    "over_quota": (gettext_lazy("over quota"), "▲", "bad"),
    "to_explain": (pgettext_lazy("finding", "open"), "○", "plain"),
    "explained": (gettext_lazy("explained"), "◑", "busy"),
    "decided": (gettext_lazy("decided"), "●", "good"),
    "settled": (gettext_lazy("settled by new figures"), "✓", "muted"),
    "check_todo": (gettext_lazy("to be checked"), "○", "plain"),
    "check_open": (gettext_lazy("being checked"), "◔", "busy"),
    "check_closed": (gettext_lazy("closed"), "●", "good"),
    "unjudged": (gettext_lazy("no verdict"), "○", "plain"),
    "question": (gettext_lazy("waiting for an answer"), "◑", "busy"),
    "answered": (gettext_lazy("answered, to be checked"), "◕", "busy"),
    "question_answered": (gettext_lazy("answered"), "●", "good"),
    "to_inspect": (gettext_lazy("to be inspected"), "△", "warn"),
    "changed_since": (gettext_lazy("changed since your check"), "▲", "warn"),
    "chain_whole": (gettext_lazy("whole"), "✓", "good"),
    "chain_broken": (gettext_lazy("broken"), "✕", "bad"),
    "clear": (gettext_lazy("does not bar"), "✓", "good"),
    "bars": (gettext_lazy("bars"), "✕", "bad"),
    "missing": (gettext_lazy("evidence missing"), "?", "warn"),
    "unconfirmed": (gettext_lazy("unconfirmed"), "◔", "warn"),
    "confirmed": (gettext_lazy("confirmed"), "✓", "good"),
    "disputed": (gettext_lazy("disputed"), "✕", "bad"),
    "withdrawn": (gettext_lazy("withdrawn"), "◌", "muted"),
    "not_applicable": (gettext_lazy("not applicable"), "／", "muted"),
    "asked": (gettext_lazy("asked for"), "◑", "busy"),
    "granted": (gettext_lazy("granted"), "●", "good"),
    "refused": (gettext_lazy("refused"), "✕", "warn"),
    "proposed": (gettext_lazy("to be confirmed"), "◑", "busy"),
    "in_force": (gettext_lazy("in force"), "●", "good"),
    "arrangement_missing": (gettext_lazy("missing"), "?", "warn"),
    "account_active": (gettext_lazy("active"), "●", "good"),
    "account_invited": (gettext_lazy("invited"), "◔", "busy"),
    "account_disabled": (gettext_lazy("disabled"), "✕", "muted"),
    "link_expired": (gettext_lazy("link expired"), "△", "warn"),
    "committed": (gettext_lazy("seed committed"), "◔", "busy"),
    "drawn": (gettext_lazy("drawn"), "○", "plain"),
    "notified": (gettext_lazy("visit announced"), "◔", "plain"),
    "inspected": (gettext_lazy("inspected"), "◑", "busy"),
    "reported": (gettext_lazy("reported upward"), "◕", "busy"),
    "rectification_ordered": (gettext_lazy("rectification ordered"), "▲", "warn"),
    "reinspected": (gettext_lazy("re-inspected"), "◕", "busy"),
    "closed": (gettext_lazy("closed"), "●", "good"),
    "order_open": (gettext_lazy("being rectified"), "◑", "warn"),
    "order_overdue": (gettext_lazy("not lifted, overdue"), "▲", "bad"),
    "order_lifted": (gettext_lazy("lifted"), "●", "good"),
    "reply_awaited": (gettext_lazy("awaiting reply"), "◔", "warn"),
    "replied": (gettext_lazy("replied"), "◑", "busy"),
    "final": (gettext_lazy("final"), "●", "bad"),
    "dropped": (gettext_lazy("dropped"), "◌", "muted"),
    "ok": (gettext_lazy("as required"), "✓", "good"),
    "fault": (gettext_lazy("not as required"), "✕", "bad"),
    "delegation_ahead": (gettext_lazy("not begun"), "·", "muted"),
    "delegation_in_force": (gettext_lazy("in force"), "●", "good"),
    "delegation_over": (gettext_lazy("expired"), "◌", "muted"),
    "delegation_ended": (gettext_lazy("ended early"), "◌", "muted"),
    "service_asked": (gettext_lazy("awaits consent"), "◔", "busy"),
    "service_in_force": (gettext_lazy("in force"), "●", "good"),
    "service_over": (gettext_lazy("expired"), "◌", "muted"),
    "service_ended": (gettext_lazy("ended early"), "◌", "muted"),
    "work_waiting": (gettext_lazy("waiting"), "○", "plain"),
    "work_running": (gettext_lazy("being made"), "◔", "busy"),
    "work_done": (gettext_lazy("made"), "●", "good"),
    "work_failed": (gettext_lazy("not made"), "✕", "bad"),
}


@register.inclusion_tag("components/status.html")
def status(code: str, note: str = "") -> dict[str, Any]:
    """A status in words and shape; `note` adds figures such as “3 working days”."""
    label, shape, tone = STATUSES[code]
    return {"label": label, "shape": shape, "tone": tone, "note": note}


@register.filter
def tonnes(value: Decimal | None, places: int | None = None) -> str:
    """Tonnes for a screen: thousands separators; None is “–”."""
    return format_tonnes(value, places=places)


@register.simple_tag
def figure(value: Decimal | None, kind: str = "filled", places: int | None = None) -> SafeString:
    """A figure in a cell. 0, not filled (None), not applicable (`kind="na"`) and quota that is still to come
    (`kind="awaited"`) look different."""
    if kind == "awaited":
        return format_html(
            '<span class="awaited" title="{}">{}</span>',
            _("no batch of the year has given quota yet"),
            _("to be issued"),
        )
    if kind == "na":
        return format_html('<span class="na" title="{}">／</span>', _("not applicable"))
    if value is None:
        return format_html('<span class="unfilled" title="{}">—</span>', _("not filled"))
    return format_html('<span class="num">{}</span>', format_tonnes(value, places=places))


@register.simple_tag
def quota_figure(holder: Any, places: int | None = None) -> SafeString:
    """The quota of the year of whatever has `quota` and `awaited`; 待下达 while a batch of the year may still give it."""
    return figure(None, "awaited") if holder.awaited else figure(holder.quota, places=places)


@register.filter
def percent(value: Decimal | None) -> str:
    """A ratio as a percentage with one place; None is “–”."""
    return "–" if value is None else f"{value * 100:.1f}%"


@register.filter
def day(value: date | None) -> str:
    """A day in the reader's language, without weekday."""
    return day_text(value) if value else "–"


@register.filter
def day_or_open(value: date | None) -> str:
    """One end of a period: its day, or … where it is open."""
    return day_text(value) if value else "…"


@register.filter
def weekday(value: date) -> str:
    """The day's weekday in the reader's language."""
    return weekday_name(value)


@register.filter
def instant(value: datetime | None) -> str:
    """An instant to the second in Asia/Shanghai."""
    return instant_text(value) if value else "–"


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """A dict's value by a variable key; None when it is not there."""
    return mapping.get(key)


@register.filter
def typed_or_stated(figure: Any, typed: Mapping[str, str]) -> str:
    """What an entry field shows: what was typed into it, else the stored figure, else nothing."""
    if figure.cell in typed:
        return typed[figure.cell]
    return format_tonnes(figure.stated) if figure.stated else ""


@register.inclusion_tag("components/due.html")
def due(obligation: Any, punctuality: Any) -> dict[str, Any]:
    """A deadline: day, weekday, remaining or late working days, and why it is that day."""
    return {"obligation": obligation, "punctuality": punctuality}


@register.inclusion_tag("components/form_field.html", takes_context=True)
def form_field(context: Context, field: BoundField, help_text: str = "") -> dict[str, Any]:
    """A field with its label, its help and its error's sentence beside it."""
    described = [f"{field.auto_id}-error"] if field.errors else []
    described += [f"{field.auto_id}-help"] if help_text or field.help_text else []
    attrs: dict[str, str | bool] = {"class": _widget_class(field)}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if field.errors:
        attrs["aria-invalid"] = "true"
    shown = {"field": field, "widget": field.as_widget(attrs=attrs), "help": help_text or field.help_text}
    return {**shown, "offers_phrases": isinstance(field.field.widget, PhrasedText), "user": context.get("user")}


@register.inclusion_tag("components/own_phrases.html", takes_context=True)
def own_phrases(context: Context, field: BoundField | None = None) -> dict[str, Any]:
    """The reader's own phrases, to be put into a field; without one, into that of the form that was last typed into."""
    user = context.get("user")
    phrases = phrases_of(user) if isinstance(user, User) else None
    return {"phrases": phrases, "field": field.auto_id if field else "", "name": field.html_name if field else ""}


@register.inclusion_tag("components/internal_notes.html", takes_context=True)
def internal_notes(context: Context, kind: str, pk: int) -> dict[str, Any]:
    """The own organisation's notes about a row, and the field for another one."""
    user = context.get("user")
    if not isinstance(user, User) or not user.sees_business:
        return {"shown": False}
    form = NoteForm(auto_id="note_%s") if note_policies.write_notes(user) is None else None
    notes = list(notes_about(user, kind, pk))
    shown = {"shown": True, "notes": notes, "form": form, "kind": kind, "pk": pk, "user": user}
    return {**shown, "organisation": user.organisation.name, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/remarks.html", takes_context=True)
def remarks(context: Context, about: Filing | ProductionReport) -> dict[str, Any]:
    """The remarks of the Ministry of Natural Resources on a filing or a report, and for that ministry the way to add one."""
    user = context["user"]
    offered, refusal = remarking(about, user)
    name = "filing_remark" if isinstance(about, Filing) else "report_remark"
    action = Action("remark", _("Make a remark"), reverse(name, args=[about.pk]), refusal)
    rows = remarks_on(about, user)
    return {"rows": rows, "offered": offered, "action": action, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/note_link.html", takes_context=True)
def note_link(context: Context, kind: str, pk: int) -> dict[str, Any]:
    """Leads to the own organisation's notes about a row of a table, and says how many there are."""
    user = context.get("user")
    shown = isinstance(user, User) and user.sees_business
    count = note_counts(user, kind)[pk] if isinstance(user, User) and shown else 0
    return {"shown": shown, "kind": kind, "pk": pk, "count": count}


@register.inclusion_tag("components/boxes_field.html")
def boxes_field(field: BoundField) -> dict[str, Any]:
    """Several boxes to tick under one legend."""
    return {"field": field}


def _widget_class(field: BoundField) -> str:
    kind = getattr(field.field.widget, "input_type", "")
    if kind in {"radio", "checkbox"}:
        return ""
    style = "form-select form-select-sm" if kind == "select" else "form-control form-control-sm"
    return style + (" is-invalid" if field.errors else "")


@register.inclusion_tag("components/error_summary.html")
def error_summary(
    form: BaseForm | None = None, cells: Iterable[tuple[str, str]] = (), sentence: str = ""
) -> dict[str, Any]:
    """What has to be mended, on top, each with a link to its field.

    Takes a form, or `cells` as (id of the field, sentence) pairs with an optional leading sentence.
    """
    entries = [(name, text) for name, text in cells]
    if form is not None:
        sentence = sentence or " ".join(str(error) for error in form.non_field_errors())
        entries += [(field.auto_id, str(error)) for field in form for error in field.errors]
    return {"entries": entries, "sentence": sentence, "shown": bool(entries or sentence)}


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, hint: str = "") -> dict[str, Any]:
    """Nothing here, and what comes next."""
    return {"title": title, "hint": hint}


@register.inclusion_tag("components/effects.html")
def effects(items: Iterable[Any]) -> dict[str, Any]:
    """The effects of an action, sentence by sentence: the main part of a confirmation page."""
    return {"items": items}


@register.inclusion_tag("components/receipt.html")
def receipt(number: str, at: datetime, version: int, digest: str, head: str) -> dict[str, Any]:
    """What a receipt states: number, exact time, version, hash, and the head of the log."""
    return {"number": number, "at": at, "version": version, "digest": digest, "head": head}


@register.inclusion_tag("components/action_button.html", takes_context=True)
def action_button(context: Context, action: Action) -> dict[str, Any]:
    """An action as a button. With confirmation it leads to its page; a refused action is disabled and says why."""
    return {"action": action, "csrf_token": context.get("csrf_token"), "reason": str(action.refusal or "")}


@register.inclusion_tag("components/in_transit.html")
def in_transit(pending: Pending | str | None, holder: str, pk: int, category: str) -> dict[str, Any]:
    """What is under way (在途) beside a balance: by how much each submitted or drafted thing would change it."""
    changes = pending.of(holder, pk, category) if isinstance(pending, Pending) else []
    return {
        "changes": [
            {
                "number": change.number,
                "url": reverse(f"{change.kind}_detail", args=[change.pk]),
                "tonnes": ("+" if change.tonnes > 0 else "−") + format_tonnes(abs(change.tonnes)),
            }
            for change in changes
        ]
    }


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*parts: str) -> dict[str, Any]:
    """The way here: label, URL, label, URL, … and last the label of this page."""
    pairs = list(zip(parts[:-1:2], parts[1::2], strict=True))
    return {"pairs": pairs, "last": parts[-1]}


@register.inclusion_tag("components/notice_badge.html")
def notice_badge(notice: Any) -> dict[str, Any]:
    """Year, batch, document number and unit, shown with every quota figure."""
    return {"notice": notice}


@register.simple_block_tag
def figures_table(content: str, caption: str, unit: str = "", identifier: str = "") -> SafeString:
    """A table of figures: caption with unit, sticky header, right-aligned columns."""
    return format_html(
        '<div class="figures-wrap"><table class="table table-sm figures" id="{}"><caption>{}{}</caption>{}</table></div>',
        identifier or "figures",
        caption,
        format_html('<span class="unit">{}{}</span>', _("unit: "), unit) if unit else "",
        content,
    )
