"""Charts as SVG, drawn on the server: the same picture on the screen, on paper and in a PDF, without a script.

Every line has its own dash and its own marker, every bar an outline: they are told apart in greyscale. The colours are
attributes, which a PDF uses; `static/look/charts.css` lays the screen's over them, light and dark. A chart repeats
figures that stand beside it, so readers that do not see it lose nothing: it has one sentence as its name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

ZERO, ONE = Decimal(0), Decimal(1)
WIDTH, HEIGHT = Decimal(420), Decimal(220)
LEFT, RIGHT, TOP, BOTTOM = Decimal(54), Decimal(8), Decimal(26), Decimal(20)
STRIP = Decimal(16)
MONTHS = 12
TICKS = 4
FONT = "Noto Sans SC, sans-serif"
# What stands for what, in the order in which it is drawn: colour, width, dash.
STYLES = {
    "quota": ("#1c2430", "2", ""),
    "pace": ("#55606f", "1.2", "2 3"),
    "before": ("#8a5200", "1.4", "7 4"),
    "sum": ("#1f4e8c", "2.2", ""),
}


@dataclass(frozen=True)
class Step:
    """From when on (months since 1 January) a level holds."""

    at: Decimal
    level: Decimal


@dataclass(frozen=True)
class Mark:
    """Something that happened: when (months since 1 January), and which of the shapes says it."""

    at: Decimal
    kind: str


@dataclass(frozen=True)
class YearChart:
    """A year's output by month: bars of the months, the line of their sum, the quota as it was given, the even pace, and
    the year before; marks below. Tonnes. `name` is the sentence that says what is drawn; `words` names the lines."""

    name: str
    words: dict[str, str]
    outputs: Sequence[Decimal | None]
    steps: Sequence[Step] = ()
    before: Sequence[Decimal | None] = ()
    marks: Sequence[Mark] = ()
    month_names: Sequence[str] = field(default_factory=lambda: [str(number) for number in range(1, MONTHS + 1)])

    @property
    def sums(self) -> list[Decimal | None]:
        """The sum at each month's end; None after the last month that has an output."""
        return cumulated(self.outputs)

    @property
    def quota(self) -> Decimal:
        """What the year has been given in the end."""
        return self.steps[-1].level if self.steps else ZERO


def cumulated(outputs: Sequence[Decimal | None]) -> list[Decimal | None]:
    """Running sums up to the last month that has a figure; a month without one adds nothing."""
    last = max((place for place, output in enumerate(outputs) if output is not None), default=-1)
    total, sums = ZERO, list[Decimal | None]()
    for place, output in enumerate(outputs):
        total += output or ZERO
        sums.append(total if place <= last else None)
    return sums


@dataclass(frozen=True)
class _Frame:
    """Where a month and an amount of tonnes lie in the picture."""

    top: Decimal
    bottom: Decimal

    @classmethod
    def of(cls, chart: YearChart) -> "_Frame":
        strip = STRIP if chart.marks else ZERO
        highest = max([step.level for step in chart.steps], default=ZERO)
        for sums in (chart.sums, cumulated(chart.before)):
            highest = max([highest, *(one for one in sums if one is not None)])
        return cls(top=_ceiling(highest), bottom=HEIGHT - BOTTOM - strip)

    def x(self, months: Decimal) -> Decimal:
        return LEFT + (WIDTH - LEFT - RIGHT) * months / MONTHS

    def y(self, level: Decimal) -> Decimal:
        return self.bottom - (self.bottom - TOP) * level / self.top


def _ceiling(level: Decimal) -> Decimal:
    """The end of the axis: the next round figure that four ticks divide."""
    if level <= 0:
        return Decimal(TICKS)
    unit = Decimal(10) ** (level.adjusted() - 1)
    steps = (level / unit / TICKS).to_integral_value(ROUND_CEILING)
    for round_step in (5, 10, 15, 20, 25):
        if steps <= round_step:
            return unit * round_step * TICKS
    return unit * steps * TICKS


def _at(value: Decimal) -> str:
    """A coordinate with one place."""
    return str(value.quantize(Decimal("0.1")))


def _line(kind: str, points: Iterable[tuple[Decimal, Decimal]]) -> SafeString:
    colour, width, dash = STYLES[kind]
    path = " ".join(f"{_at(x)},{_at(y)}" for x, y in points)
    return format_html(
        '<polyline class="c-line c-{}" points="{}" fill="none" stroke="{}" stroke-width="{}" stroke-dasharray="{}"/>',
        kind, path, colour, width, dash or "none",
    )  # fmt: skip


def _text(x: Decimal, y: Decimal, text: str, anchor: str = "start") -> SafeString:
    return format_html(
        '<text class="c-text" x="{}" y="{}" text-anchor="{}" font-size="11" font-family="{}" fill="#55606f">{}</text>',
        _at(x), _at(y), anchor, FONT, text,
    )  # fmt: skip


def _axes(chart: YearChart, frame: _Frame) -> SafeString:
    names = [
        _text(frame.x(place + Decimal("0.5")), frame.bottom + 14, name, "middle")
        for place, name in enumerate(chart.month_names)
    ]
    return _joined([*_levels(frame), *names])


def _levels(frame: _Frame) -> Iterable[SafeString]:
    for tick in range(TICKS + 1):
        level = frame.top * tick / TICKS
        y = frame.y(level)
        yield format_html(
            '<line class="c-grid" x1="{}" x2="{}" y1="{}" y2="{}" stroke="#d5dbe2"/>',
            _at(LEFT), _at(WIDTH - RIGHT), _at(y), _at(y),
        )  # fmt: skip
        yield _text(LEFT - 5, y + 4, _tick(level), "end")


def _tick(level: Decimal) -> str:
    plain = level.normalize()
    return f"{plain:,.0f}" if plain == plain.to_integral_value() else f"{plain:f}"


def _bars(chart: YearChart, frame: _Frame) -> SafeString:
    wide = (WIDTH - LEFT - RIGHT) / MONTHS * Decimal("0.5")
    return format_html_join(
        "",
        '<rect class="c-bar" x="{}" y="{}" width="{}" height="{}" fill="#9db8d9" stroke="#1f4e8c" stroke-width="0.8"/>',
        (
            (
                _at(frame.x(place + Decimal("0.5")) - wide / 2),
                _at(frame.y(output)),
                _at(wide),
                _at(frame.bottom - frame.y(output)),
            )
            for place, output in enumerate(chart.outputs)
            if output
        ),
    )


def _quota(chart: YearChart, frame: _Frame) -> SafeString:
    if not chart.steps:
        return _joined(())
    points: list[tuple[Decimal, Decimal]] = []
    level = ZERO
    for step in chart.steps:
        if points:
            points.append((frame.x(step.at), frame.y(level)))
        level = step.level
        points.append((frame.x(step.at), frame.y(level)))
    points.append((frame.x(Decimal(MONTHS)), frame.y(level)))
    pace = [(frame.x(ZERO), frame.y(ZERO)), (frame.x(Decimal(MONTHS)), frame.y(level))]
    return _joined([_line("pace", pace), _line("quota", points)])


def _sums(kind: str, sums: Sequence[Decimal | None], frame: _Frame) -> SafeString:
    known = [(frame.x(Decimal(place + 1)), frame.y(level)) for place, level in enumerate(sums) if level is not None]
    if not known:
        return _joined(())
    line = _line(kind, [(frame.x(ZERO), frame.y(ZERO)), *known])
    return _joined([line, *(_marker(kind, x, y) for x, y in known)])


def _marker(kind: str, x: Decimal, y: Decimal) -> SafeString:
    colour = STYLES[kind][0]
    if kind == "before":
        shape = '<rect class="c-dot c-before" x="{}" y="{}" width="4" height="4" fill="#fff" stroke="{}"/>'
        return format_html(shape, _at(x - 2), _at(y - 2), colour)
    return format_html('<circle class="c-dot c-sum" cx="{}" cy="{}" r="2.6" fill="{}"/>', _at(x), _at(y), colour)


# The shapes of marks, each within 8 by 8 around its point.
SHAPES = {
    "quota": "M-4,-4 L4,-4 L0,4 Z",
    "finding": "M0,-4 L4,4 L-4,4 Z",
    "inspection": "M-4,-4 L4,-4 L4,4 L-4,4 Z",
    "correction": "M0,-5 L5,0 L0,5 L-5,0 Z",
}


def mark_shape(kind: str) -> SafeString:
    """One of the shapes by itself, for the list beside the chart."""
    return format_html(
        '<svg class="mark-shape" viewBox="-6 -6 12 12" width="12" height="12" aria-hidden="true">{}</svg>',
        _mark(kind, ZERO, ZERO),
    )


def _mark(kind: str, x: Decimal, y: Decimal) -> SafeString:
    filled = "#1c2430" if kind in ("finding", "quota") else "#fff"
    return format_html(
        '<path class="c-mark c-mark-{}" d="{}" transform="translate({},{})" fill="{}" stroke="#1c2430"/>',
        kind, SHAPES[kind], _at(x), _at(y), filled,
    )  # fmt: skip


def _legend(chart: YearChart) -> SafeString:
    parts, x = [], LEFT
    shown = {"sum": True, "quota": bool(chart.steps), "pace": bool(chart.steps), "before": any(chart.before)}
    for kind, is_shown in shown.items():
        if is_shown and kind in chart.words:
            parts.append(_line(kind, [(x, Decimal(10)), (x + 20, Decimal(10))]))
            if kind in ("sum", "before"):
                parts.append(_marker(kind, x + 10, Decimal(10)))
            parts.append(_text(x + 24, Decimal(14), chart.words[kind]))
            x += 34 + _width(chart.words[kind])
    return _joined(parts)


def _width(text: str) -> Decimal:
    """About how wide 11 px text runs."""
    return sum((Decimal(11) if ord(character) > 0x2E80 else Decimal("5.8") for character in text), ZERO)


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def year_chart(chart: YearChart) -> SafeString:
    """The picture of a year."""
    frame = _Frame.of(chart)
    strip = HEIGHT - STRIP / 2 - 2
    parts = [
        _axes(chart, frame),
        _bars(chart, frame),
        _quota(chart, frame),
        _sums("before", cumulated(chart.before), frame),
        _sums("sum", chart.sums, frame),
        *(_mark(mark.kind, frame.x(mark.at), strip) for mark in chart.marks),
        _legend(chart),
    ]
    return _svg(chart.name, parts)


@dataclass(frozen=True)
class Pair:
    """A year, or whatever else, with two figures to compare; None is not known and has no bar."""

    name: str
    first: Decimal | None
    second: Decimal | None


def pairs_chart(name: str, words: tuple[str, str], pairs: Sequence[Pair]) -> SafeString:
    """Two bars side by side for each of them: the first hollow, the second filled."""
    highest = max(
        (figure for pair in pairs for figure in (pair.first, pair.second) if figure is not None), default=ZERO
    )
    frame, columns = _Frame(_ceiling(highest), HEIGHT - BOTTOM), max(len(pairs), 1)
    parts = [*_levels(frame)]
    wide = (WIDTH - LEFT - RIGHT) / columns
    bar = min(wide * Decimal("0.3"), Decimal(34))
    for place, pair in enumerate(pairs):
        middle = LEFT + wide * place + wide / 2
        parts.append(_text(middle, frame.bottom + 14, pair.name, "middle"))
        parts += [_bar("hollow", middle - bar, bar, pair.first, frame), _bar("full", middle, bar, pair.second, frame)]
    x = LEFT
    for kind, word in zip(("hollow", "full"), words, strict=True):
        parts += [_swatch(kind, x), _text(x + 18, Decimal(14), word)]
        x += 30 + _width(word)
    return _svg(name, parts)


def _bar(kind: str, x: Decimal, wide: Decimal, figure: Decimal | None, frame: _Frame) -> SafeString:
    if not figure:
        return mark_safe("")
    return format_html(
        '<rect class="c-{}" x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="#1f4e8c"/>',
        kind, _at(x), _at(frame.y(figure)), _at(wide), _at(frame.bottom - frame.y(figure)),
        "#fff" if kind == "hollow" else "#1f4e8c",
    )  # fmt: skip


def _swatch(kind: str, x: Decimal) -> SafeString:
    """The bar of the legend."""
    filled = "#fff" if kind == "hollow" else "#1f4e8c"
    shape = '<rect class="c-{}" x="{}" y="5" width="14" height="10" fill="{}" stroke="#1f4e8c"/>'
    return format_html(shape, kind, _at(x), filled)


def _svg(name: str, parts: Iterable[SafeString]) -> SafeString:
    return format_html(
        '<svg class="chart-svg" role="img" aria-label="{}" viewBox="0 0 {} {}" xmlns="http://www.w3.org/2000/svg">'
        "{}</svg>",
        name, WIDTH, HEIGHT, _joined(parts),
    )  # fmt: skip


def pace_bar(completion: Decimal | None, pace: Decimal) -> SafeString:
    """A share of the quota as a bar, with a stroke where the even pace stands; the figure stands beside it."""
    if completion is None:
        return mark_safe("")
    long = Decimal(64)
    filled = long * min(max(completion, ZERO), ONE)
    over = format_html(
        '<path class="c-over" d="M{},1 l6,5 l-6,5 Z" fill="#a61b1b"/>', _at(long + 1)
    ) if completion > 1 else ""  # fmt: skip
    return format_html(
        '<svg class="pace-bar" viewBox="0 0 72 12" width="72" height="12" aria-hidden="true">'
        '<rect class="c-track" x="0.5" y="2.5" width="{}" height="7" fill="#fff" stroke="#55606f"/>'
        '<rect class="c-fill" x="0.5" y="2.5" width="{}" height="7" fill="#1f4e8c"/>'
        '<line class="c-pace-mark" x1="{}" x2="{}" y1="0" y2="12" stroke="#1c2430" stroke-width="2"/>{}</svg>',
        _at(long), _at(filled), _at(long * pace), _at(long * pace), over,
    )  # fmt: skip


def spark(outputs: Sequence[Decimal | None]) -> SafeString:
    """A year as a small line of months beside a row; nothing where it has no output."""
    highest = max((output for output in outputs if output is not None), default=ZERO)
    if not highest:
        return mark_safe("")
    points = [
        f"{_at(Decimal(4) + Decimal(8) * place)},{_at(Decimal(18) - Decimal(16) * output / highest)}"
        for place, output in enumerate(outputs)
        if output is not None
    ]
    return format_html(
        '<svg class="spark" viewBox="0 0 96 20" width="96" height="20" aria-hidden="true">'
        '<line class="c-grid" x1="0" x2="96" y1="18.5" y2="18.5" stroke="#aab4c0"/>'
        '<polyline class="c-line c-sum" points="{}" fill="none" stroke="#1f4e8c" stroke-width="1.5"/></svg>',
        " ".join(points),
    )
