"""Charts drawn on the server as SVG: no script, no style attribute, readable in print.

Each is one picture with a title and a sentence for those who cannot see it, and is to be shown beside a table of the
same numbers. Colour is never the only sign: a point out of control is also larger, square and named in the sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from plumbline.web import tones

WIDTH, HEIGHT = 860, 320
LEFT, RIGHT, TOP, BOTTOM = 64, 150, 20, 48
INK, QUIET, LINE, LIMIT, WRONG = "#0b0c0c", "#484949", "#1a65a6", "#8a5a00", "#ca3535"
OWN = "#54319f"  # a row that is set off from the others
TEXT_HEIGHT = 20
LABEL_ROOM = 66  # what a label such as "Nov 2026" takes at the size of the text
PAINT = {
    "red": "#ca3535",
    "orange": "#f47738",
    "yellow": "#ffdd00",
    "green": "#0f7a52",
    "blue": "#1d70b8",
    "purple": "#54319f",
    "grey": "#858686",
}  # as $tones in assets/plumbline.scss, for the key beside a chart


@dataclass(frozen=True)
class Point:
    """One value of a series; None where there was nothing to measure, which leaves a gap."""

    label: str
    value: float | None


@dataclass(frozen=True)
class Part:
    """One part of a whole. `tone` is a state of a duty or a level of risk."""

    label: str
    count: int
    tone: str


@dataclass(frozen=True)
class Span:
    """A share in per cent and where it likely lies; all None where it is not known, and `says` then tells so.

    `is_marked` sets a row off from the others, by its sign and by the weight of its words.
    """

    label: str
    value: float | None
    low: float | None
    high: float | None
    says: str
    is_marked: bool = False


@dataclass(frozen=True)
class Stack:
    """A whole cut into parts, for one row of many. `says` stands in the place of the bar where the parts are not known."""

    label: str
    parts: tuple[Part, ...]
    says: str = ""
    is_marked: bool = False


@dataclass(frozen=True)
class _Frame:
    """Turns a place in the series and a value into a place on the paper."""

    count: int
    low: float
    high: float

    def x(self, place: int) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (place + 0.5) / max(self.count, 1), 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share, 1)


def run_chart(
    points: Sequence[Point],
    *,
    title: str,
    mean: float | None = None,
    lower: float | None = None,
    upper: float | None = None,
    unit: str = "",
    floor: float | None = 0,
    ceiling: float | None = None,
    uid: str = "run",
) -> SafeString:
    """A series over time with its mean and control limits (XmR). `uid` tells two charts on one page apart.

    Values are drawn as they are given (92, not 0.92, for a unit of "%").
    """
    values = [p.value for p in points if p.value is not None]
    if not values:
        return format_html('<p class="govuk-body plumb-empty">{}: nothing to draw yet.</p>', title)
    frame = _frame(len(points), [*values, *(v for v in (mean, lower, upper) if v is not None)], floor, ceiling)
    parts = [
        _grid(frame, unit),
        _labels(points, frame),
        _limits(frame, [("upper limit", upper, LIMIT), ("mean", mean, QUIET), ("lower limit", lower, LIMIT)], unit),
        _series(points, frame),
        _marks(points, frame, lower, upper, unit),
    ]
    return _picture(
        title, _told(points, mean, lower, upper, unit), format_html_join("", "{}", ((p,) for p in parts)), uid
    )


def _frame(count: int, values: Sequence[float], floor: float | None, ceiling: float | None) -> _Frame:
    low, high = min(values), max(values)
    low = min(low, floor) if floor is not None else low
    high = max(high, ceiling) if ceiling is not None else high
    step = _step(high - low or abs(high) or 1)
    bottom = step * (low // step)
    top = step * -(-high // step)
    return _Frame(count, bottom, top if top > bottom else bottom + step)


def _step(spread: float) -> float:
    """A step of 1, 2 or 5 times a power of ten that cuts the spread into about five."""
    power = 1.0
    while power * 10 <= spread / 5:
        power *= 10
    while power > spread / 5:
        power /= 10
    return next(power * size for size in (1, 2, 5, 10) if power * size >= spread / 5)


def _grid(frame: _Frame, unit: str) -> SafeString:
    step, rows, value = _step(frame.high - frame.low), [], frame.low
    while value <= frame.high + step / 100:
        rows.append(
            (LEFT, frame.y(value), WIDTH - RIGHT, frame.y(value), LEFT - 8, frame.y(value) + 5, _number(value), unit)
        )
        value += step
    line = '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="#cecece" stroke-width="1"/>'
    return format_html_join(
        "", line + f'<text x="{{}}" y="{{}}" text-anchor="end" fill="{QUIET}">{{}}{{}}</text>', rows
    )


def _labels(points: Sequence[Point], frame: _Frame) -> SafeString:
    """As many labels below the axis as fit, the last one always among them."""
    fitting = max(int((WIDTH - LEFT - RIGHT) / LABEL_ROOM), 1)
    every = -(-len(points) // fitting)
    shown = [
        (frame.x(i), HEIGHT - BOTTOM + 24, p.label) for i, p in enumerate(points) if (len(points) - 1 - i) % every == 0
    ]
    return format_html_join("", f'<text x="{{}}" y="{{}}" text-anchor="middle" fill="{QUIET}">{{}}</text>', shown)


def _limits(frame: _Frame, limits: Sequence[tuple[str, float | None, str]], unit: str) -> SafeString:
    """The lines from the top down, each with its name; names that would touch are set one below the other."""
    drawn, free = [], 0.0
    for name, value, colour in limits:
        if value is not None:
            beside = max(frame.y(value) + 5, free)
            free = beside + TEXT_HEIGHT
            drawn.append((_limit(frame.y(value), beside, f"{name} {_number(value)}{unit}", colour, name == "mean"),))
    return format_html_join("", "{}", drawn)


def _limit(y: float, beside: float, says: str, colour: str, is_solid: bool) -> SafeString:
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="2" stroke-dasharray="{}"/>'
        '<text x="{}" y="{}" fill="{}">{}</text>',
        *(
            LEFT,
            y,
            WIDTH - RIGHT,
            y,
            colour,
            "none" if is_solid else "6 4",
            WIDTH - RIGHT + 6,
            round(beside, 1),
            colour,
            says,
        ),
    )


def _series(points: Sequence[Point], frame: _Frame) -> SafeString:
    """Lines between neighbours that both have a value: a gap stays a gap."""
    joined = [
        (frame.x(i), frame.y(a.value), frame.x(i + 1), frame.y(b.value))
        for i, (a, b) in enumerate(pairwise(points))
        if a.value is not None and b.value is not None
    ]
    return format_html_join(
        "", f'<line x1="{{}}" y1="{{}}" x2="{{}}" y2="{{}}" stroke="{LINE}" stroke-width="3"/>', joined
    )


def _marks(points: Sequence[Point], frame: _Frame, lower: float | None, upper: float | None, unit: str) -> SafeString:
    drawn = []
    for place, point in enumerate(points):
        if point.value is not None:
            draw = _square if outside(point, lower, upper) else _dot
            drawn.append((draw(frame.x(place), frame.y(point.value), f"{point.label}: {_number(point.value)}{unit}"),))
    return format_html_join("", "{}", drawn)


def _dot(x: float, y: float, says: str) -> SafeString:
    return format_html('<circle cx="{}" cy="{}" r="5" fill="{}"><title>{}</title></circle>', x, y, LINE, says)


def _square(x: float, y: float, says: str) -> SafeString:
    return format_html(
        '<rect x="{}" y="{}" width="16" height="16" fill="{}" stroke="#ffffff" stroke-width="2">'
        "<title>{}</title></rect>",
        *(x - 8, y - 8, WRONG, f"{says}, outside the limits"),
    )


def outside(point: Point, lower: float | None, upper: float | None) -> bool:
    """Whether the point lies beyond a control limit, which chance alone would rarely bring about."""
    if point.value is None:
        return False
    return (lower is not None and point.value < lower) or (upper is not None and point.value > upper)


def _told(points: Sequence[Point], mean: float | None, lower: float | None, upper: float | None, unit: str) -> str:
    known = [p for p in points if p.value is not None]
    told = [f"{len(points)} points from {points[0].label} to {points[-1].label}."]
    told.append(f"The last known is {_number(known[-1].value or 0)}{unit} ({known[-1].label}).")
    if mean is not None:
        told.append(f"The mean is {_number(mean)}{unit}.")
    beyond = [p.label for p in points if outside(p, lower, upper)]
    if lower is not None or upper is not None:
        told.append(f"Outside the limits: {', '.join(beyond)}." if beyond else "No point is outside the limits.")
    return " ".join(told)


def _picture(title: str, told: str, inside: SafeString, uid: str, height: int = HEIGHT) -> SafeString:
    return format_html(
        '<div class="plumb-chart" role="region" aria-label="{}" tabindex="0">'
        '<svg viewBox="0 0 {} {}" role="img" aria-labelledby="{uid}-title {uid}-told" focusable="false">'
        '<title id="{uid}-title">{}</title><desc id="{uid}-told">{}</desc>{}</svg></div>',
        *(f"Chart: {title}", WIDTH, height, title, told, inside),
        uid=uid,
    )


def sparkline(values: Sequence[float | None], *, title: str, width: int = 140, height: int = 32) -> SafeString:
    """A series without axes, for a row of a table that also gives the last value in figures."""
    known = [v for v in values if v is not None]
    if not known:
        return SafeString("")
    low, spread = min(known), (max(known) - min(known)) or 1
    at = [
        (
            round(4 + (width - 8) * i / max(len(values) - 1, 1), 1),
            round(height - 4 - (height - 8) * (v - low) / spread, 1),
        )
        for i, v in enumerate(values)
        if v is not None
    ]
    return format_html(
        '<svg class="plumb-sparkline" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">'
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="2"/>'
        '<circle cx="{}" cy="{}" r="3" fill="{}"/></svg>',
        *(width, height, width, height, f"{title}: from {_number(known[0])} to {_number(known[-1])}"),
        *(" ".join(f"{x},{y}" for x, y in at), LINE, *at[-1], LINE),
    )


def proportion_bar(parts: Sequence[Part], *, title: str) -> SafeString:
    """One bar cut into parts, with white between neighbours. `<c-bar>` sets its words below it."""
    shown = [part for part in parts if part.count]
    total = sum(part.count for part in shown)
    if not total:
        return SafeString("")
    drawn, x = [], 0.0
    for part in shown:
        wide = 1000 * part.count / total
        says = f"{part.label}: {part.count:,}"
        drawn.append((round(x, 2), max(round(wide - 4, 2), 2), PAINT[tones.colour(part.tone)], says))
        x += wide
    says = ", ".join(f"{part.label} {part.count:,}" for part in parts)
    cell = '<rect x="{}" y="0" width="{}" height="24" fill="{}"><title>{}</title></rect>'
    return format_html(
        '<svg class="plumb-bar" viewBox="0 0 1000 24" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        f"{title}: {says}",
        format_html_join("", cell, drawn),
    )


def _number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


# -- rows: one thing below another, on one scale from 0 to 100 --------------------------------------------------------

NAMES_TO, ROWS_FROM, ROWS_TO, ROW_HEIGHT, AXIS_HEIGHT = 300, 312, 690, 34, 40
MOST_LETTERS = 36  # of a name of a row


def interval_chart(rows: Sequence[Span], *, title: str, uid: str = "spans") -> SafeString:
    """Shares with their intervals, one below the other. What is not known is said in words and drawn nowhere."""
    if not rows:
        return format_html('<p class="govuk-body plumb-empty">{}: nothing to draw yet.</p>', title)
    height = ROW_HEIGHT * len(rows) + AXIS_HEIGHT
    drawn = [_scale(height)]
    for place, row in enumerate(rows):
        middle = ROW_HEIGHT * place + ROW_HEIGHT // 2 + 4
        drawn.append(_row_name(row.label, middle, row.is_marked))
        drawn.append(_span(row, middle) if row.value is not None else _in_words(row.says, middle))
        drawn.append(_row_words(row.says, middle) if row.value is not None else SafeString(""))
    told = " ".join(f"{row.label}: {row.says}." for row in rows)
    return _picture(title, told, format_html_join("", "{}", ((part,) for part in drawn)), uid, height)


def stacked_chart(rows: Sequence[Stack], *, title: str, uid: str = "stacks") -> SafeString:
    """Wholes cut into parts, one below the other, each part with its number where there is room. The key stands in the page."""
    if not rows:
        return format_html('<p class="govuk-body plumb-empty">{}: nothing to draw yet.</p>', title)
    height = ROW_HEIGHT * len(rows) + 8
    drawn = []
    for place, row in enumerate(rows):
        middle = ROW_HEIGHT * place + ROW_HEIGHT // 2 + 4
        drawn.append(_row_name(row.label, middle, row.is_marked))
        total = sum(part.count for part in row.parts)
        drawn.append(_stack(row, total, middle) if total else _in_words(row.says, middle))
        drawn.append(_row_words(row.says, middle) if total else SafeString(""))
    told = " ".join(
        f"{row.label}: {', '.join(f'{part.label.lower()} {part.count:,}' for part in row.parts) or row.says}."
        for row in rows
    )
    return _picture(title, told, format_html_join("", "{}", ((part,) for part in drawn)), uid, height)


def _scale(height: int) -> SafeString:
    marks = [
        (_along(share), 4, _along(share), height - AXIS_HEIGHT, _along(share), height - 14, share)
        for share in range(0, 101, 20)
    ]
    line = '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="#cecece" stroke-width="1"/>'
    return format_html_join(
        "", line + f'<text x="{{}}" y="{{}}" text-anchor="middle" fill="{QUIET}">{{}}%</text>', marks
    )


def _along(share: float) -> float:
    return round(ROWS_FROM + (ROWS_TO - ROWS_FROM) * share / 100, 1)


def _row_name(label: str, middle: int, is_marked: bool) -> SafeString:
    short = label if len(label) <= MOST_LETTERS else f"{label[: MOST_LETTERS - 1].rstrip()}…"
    return format_html(
        '<text x="{}" y="{}" text-anchor="end" fill="{}" font-weight="{}">{}<title>{}</title></text>',
        *(NAMES_TO, middle + 5, INK, "bold" if is_marked else "normal", short, label),
    )


def _row_words(says: str, middle: int) -> SafeString:
    return format_html('<text x="{}" y="{}" fill="{}">{}</text>', ROWS_TO + 12, middle + 5, QUIET, says)


def _in_words(says: str, middle: int) -> SafeString:
    return format_html(
        '<text x="{}" y="{}" fill="{}" font-style="italic">{}</text>', ROWS_FROM, middle + 5, QUIET, says
    )


def _span(row: Span, middle: int) -> SafeString:
    assert row.value is not None
    colour = OWN if row.is_marked else LINE
    bar = SafeString("")
    if row.low is not None and row.high is not None:
        bar = format_html(
            '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="6" stroke-linecap="round" opacity="0.45"/>',
            *(_along(row.low), middle, _along(row.high), middle, colour),
        )
    return format_html("{}{}", bar, _sign(row, _along(row.value), middle))


def _sign(row: Span, x: float, y: float) -> SafeString:
    says = f"{row.label}: {row.says}"
    if not row.is_marked:
        return _dot(x, y, says)
    square = '<rect x="{}" y="{}" width="14" height="14" fill="{}"><title>{}</title></rect>'
    return format_html(square, x - 7, y - 7, OWN, says)


def _stack(row: Stack, total: int, middle: int) -> SafeString:
    drawn, x = [], float(ROWS_FROM)
    for part in (part for part in row.parts if part.count):
        wide = (ROWS_TO - ROWS_FROM) * part.count / total
        colour = PAINT[tones.colour(part.tone)]
        ink = INK if tones.colour(part.tone) == "yellow" else "#ffffff"
        number = str(part.count) if wide >= TEXT_HEIGHT else ""
        drawn.append(
            (
                round(x, 1),
                middle - 12,
                max(round(wide - 2, 1), 2),
                colour,
                f"{part.label}: {part.count:,}",
                round(x + wide / 2, 1),
                middle + 5,
                ink,
                number,
            )
        )
        x += wide
    cell = '<rect x="{}" y="{}" width="{}" height="24" fill="{}"><title>{}</title></rect>'
    return format_html_join("", cell + '<text x="{}" y="{}" text-anchor="middle" fill="{}">{}</text>', drawn)
