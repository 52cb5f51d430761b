"""The sentences that `static/grid.js` says: written into the page as data, in the reader's language."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from allocations.files.categories import quota_headings
from common.quantities import Category

register = template.Library()
# What would end a script element or begin a comment in it, as JSON escapes.
ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@register.filter
def category_names(category: Category) -> str:
    """By which headings a pasted block may mean a category's column."""
    return "|".join(quota_headings(category))


@register.simple_tag
def grid_words() -> SafeString:
    """The script element that `grid/words.js` reads; data, so the content security policy lets it be."""
    text = json.dumps(words(), ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/json" data-grid-words>{}</script>', SafeString(text))


def words() -> dict[str, Any]:
    """Every sentence by name; `{count}` and the like are replaced in the browser."""
    return {
        "unsaved": _("not saved yet"),
        "sending": _("saving …"),
        "offline": _(
            "Not sent: {count} cells. They are kept in this browser and sent automatically when the connection is back."
        ),
        "not_kept": _("Not saved: {count} cells, and this browser cannot keep them. Leave the page open."),
        "brought_back": _("What you had typed and not saved stands here again. It is not saved yet."),
        "keep_mine": _("Keep mine: {value}"),
        "take_theirs": _("Take the stored value: {value}"),
        "empty": _("empty"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "discard": _("Discard what is not saved"),
        "discarded": _("{count} cells are as they were saved."),
        "tabs": _("Tables of this form"),
        "comma": _(", "),
        **_paste_words(),
        "why": _reasons(),
    }


def _paste_words() -> dict[str, str]:
    return {
        "pasted": _("Pasted: {filled} cells filled, {ignored} left out, {refused} refused."),
        "paste_title": _("What the pasted block would change"),
        "paste_counts": _("{filled} cells to fill, {ignored} left out, {refused} refused. Nothing is filled in yet."),
        "paste_yes": _("Fill in {filled} cells"),
        "paste_no": _("Do not paste"),
        "rows_by_name": _("Rows follow the names and credit codes in the block."),
        "rows_by_position": _("Rows follow the order of the block, from the selected cell on."),
        "columns_by_heading": _("Columns follow the headings in the block."),
        "columns_by_position": _("Columns follow the order of the block, from the selected cell on."),
        "line": _("line"),
        "row": _("goes to"),
        "at_line": _("line {line} “{text}”"),
        "at_renamed": _("line {line} “{text}” goes to {now}"),
        "renamed": _("Found under another name"),
        "left_out": _("Left out of the block"),
        "refused": _("Refused in the block"),
    }


def _reasons() -> dict[str, str]:
    """Why something of a pasted block is left out or refused, by the codes of `grid/match.js` and `grid/figures.js`."""
    return {
        "renamed": _("a former or later name of the enterprise"),
        "heading": _("headings"),
        "title": _("above the headings"),
        "total": _("a total; totals are computed here"),
        "note": _("a note"),
        "outside": _("outside the table"),
        "no_entry": _("no figure can be entered there"),
        "computed": _("computed or known here"),
        "no_heading": _("a figure without a heading"),
        "no_name": _("a line without a name"),
        "unknown_heading": _("a heading that this table does not have"),
        "unknown_row": _("a name that this table does not have"),
        "unknown": _("beside the names"),
        "other_part": _("of another category"),
        "doubled_heading": _("a repeated heading; keep one of the columns"),
        "heading_with_other_unit": _("a heading with another unit; figures are in tonnes"),
        "doubled_row": _("a repeated row; keep one of the lines"),
        "ambiguous_row": _("a name that two rows have; give the credit code"),
        "code_and_name_differ": _("a credit code and a name of two enterprises"),
        "turned": _("the headings are in the first column; paste the block with its headings in the first line"),
        "not_a_figure": _("no figure"),
        "nil_mark": _("means that there is nothing: type 0, or choose a reason for no production"),
        "other_unit": _("not in tonnes"),
        "negative": _("negative; a quantity is 0 or more"),
        "absurd": _("too large; figures are in tonnes"),
        "too_fine": _("more than three decimal places"),
    }
