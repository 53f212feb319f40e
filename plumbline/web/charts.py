"""Charts drawn on the server as SVG: no script, no style attribute, readable in print.

Each is one picture with a title and a sentence for those who cannot see it, and is to be shown beside a table of the
same numbers. Colour is never the only sign: a point out of control is also larger, square and named in the sentence, one that is
part of another signal a diamond, one that may still change hollow.
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
BAR = 34
LABEL_ROOM = 84  # what a label such as "Nov 2026" takes at the size of the text
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
    """One value of a series; None where there was nothing to measure, which leaves a gap.

    `note` is what is said of a point that stands out, and marks it. `is_open` is a value that may still change: drawn hollow,
    joined to nothing.
    """

    label: str
    value: float | None
    note: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Band:
    """Mean and control limits (XmR) over the points from one place in the series up to another, that one left out."""

    start: int
    end: int
    mean: float | None = None
    lower: float | None = None
    upper: float | None = None

    def known(self) -> list[float]:
        return [value for value in (self.mean, self.lower, self.upper) if value is not None]

    def is_outside(self, value: float) -> bool:
        """Whether a value lies beyond a control limit, which chance alone would rarely bring about."""
        return (self.lower is not None and value < self.lower) or (self.upper is not None and value > self.upper)


@dataclass(frozen=True)
class Series:
    """One of several lines of one chart; None leaves a gap."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class Spot:
    """One place of a funnel: how many it had, its share in per cent, and on which side of the lines it lies, if beyond."""

    label: str
    number: int
    share: float
    beyond: str = ""


@dataclass(frozen=True)
class Funnel:
    """One pair of control lines: (number, lower, upper), from the smallest number to the largest."""

    name: str
    lines: Sequence[tuple[int, float, float]]


@dataclass(frozen=True)
class Bar:
    """One bar of a list, with its count."""

    label: str
    count: int


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

    def edge(self, place: int) -> float:
        """Half way between a place and the one before it."""
        return round(LEFT + (WIDTH - LEFT - RIGHT) * place / max(self.count, 1), 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share, 1)


def run_chart(
    points: Sequence[Point],
    *,
    title: str,
    bands: Sequence[Band] = (),
    unit: str = "",
    floor: float | None = 0,
    ceiling: float | None = None,
    uid: str = "run",
) -> SafeString:
    """A series over time, with the mean and control limits of each band. `uid` tells two charts on one page apart.

    Values are drawn as they are given (92, not 0.92, for a unit of "%").
    """
    values = [p.value for p in points if p.value is not None]
    if not values:
        return _nothing(title)
    frame = _frame(len(points), [*values, *(v for band in bands for v in band.known())], floor, ceiling)
    parts = [
        _grid(frame, unit),
        _labels([point.label for point in points], frame),
        *(_band(frame, band, unit, is_last=band is bands[-1]) for band in bands),
        _breaks(points, frame, bands),
        _joined([None if p.is_open else p.value for p in points], frame),
        _marks(points, frame, bands, unit),
    ]
    return _picture(title, _told(points, bands, unit), _together(parts), uid)


def lines_chart(
    labels: Sequence[str], series: Sequence[Series], *, title: str, unit: str = "", uid: str = "lines"
) -> SafeString:
    """Several series over the same labels. Each has its own shape of mark and its name at the end of its line."""
    values = [value for each in series for value in each.values if value is not None]
    if not values:
        return _nothing(title)
    frame = _frame(len(labels), values, 0, None)
    drawn = [_line_of(each, labels, frame, unit, number) for number, each in enumerate(series)]
    parts = [_grid(frame, unit), _labels(labels, frame), *drawn, _names_of(series, frame)]
    return _picture(title, _told_lines(labels, series, unit), _together(parts), uid)


def funnel_chart(
    spots: Sequence[Spot],
    funnels: Sequence[Funnel],
    *,
    share: float,
    title: str,
    of: str = "duties",
    uid: str = "funnel",
) -> SafeString:
    """Places by how many they had and their share, about the share of all, between the lines that chance explains."""
    if not spots:
        return _nothing(title)
    ends = [value for funnel in funnels for _, low, high in funnel.lines for value in (low, high)]
    frame = _across(max(spot.number for spot in spots), [*(spot.share for spot in spots), *ends, share])
    parts = [
        _grid(frame, "%"),
        _numbers_below(frame, of),
        *(_pair(funnel, frame, place) for place, funnel in enumerate(funnels)),
        _limit(frame.y(share), frame.y(share) + 5, f"all {_number(share)}%", QUIET, is_solid=True),
        _together([_spot(spot, frame, of) for spot in spots]),
    ]
    return _picture(title, _told_funnel(spots, share, of), _together(parts), uid)


def bar_chart(bars: Sequence[Bar], *, title: str, of: str = "duties", uid: str = "bars") -> SafeString:
    """Counts beside one another, one bar a line, each with its figure."""
    most = max((bar.count for bar in bars), default=0)
    if not most:
        return _nothing(title)
    height, left = BAR * len(bars) + 2 * TOP, 230
    rows = [
        (left - 10, TOP + BAR * n + 22, bar.label, left, TOP + BAR * n + 6, _wide(bar.count, most, left),
         left + _wide(bar.count, most, left) + 8, TOP + BAR * n + 22, f"{bar.count:,}")
        for n, bar in enumerate(bars)
    ]  # fmt: skip
    drawn = format_html_join(
        "",
        f'<text x="{{}}" y="{{}}" text-anchor="end" fill="{INK}">{{}}</text>'
        f'<rect x="{{}}" y="{{}}" width="{{}}" height="22" fill="{LINE}"/>'
        f'<text x="{{}}" y="{{}}" fill="{INK}">{{}}</text>',
        rows,
    )
    told = f"{of.capitalize()}: " + ", ".join(f"{bar.label} {bar.count:,}" for bar in bars) + "."
    return _picture(title, told, drawn, uid, height=height)


def _wide(count: int, most: int, left: int) -> float:
    return round((WIDTH - left - 90) * count / most, 1)


def _nothing(title: str) -> SafeString:
    return format_html('<p class="govuk-body plumb-empty">{}: nothing to draw yet.</p>', title)


def _together(parts: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _frame(count: int, values: Sequence[float], floor: float | None, ceiling: float | None) -> _Frame:
    return _Frame(count, *_bounds(values, floor, ceiling))


def _bounds(values: Sequence[float], floor: float | None, ceiling: float | None) -> tuple[float, float]:
    """The scale's ends, on whole steps."""
    low, high = min(values), max(values)
    low = min(low, floor) if floor is not None else low
    high = max(high, ceiling) if ceiling is not None else high
    step = _step(high - low or abs(high) or 1)
    bottom = step * (low // step)
    top = step * -(-high // step)
    return bottom, top if top > bottom else bottom + step


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


def _labels(labels: Sequence[str], frame: _Frame) -> SafeString:
    """As many labels below the axis as fit, the last one always among them."""
    fitting = max(int((WIDTH - LEFT - RIGHT) / LABEL_ROOM), 1)
    every = -(-len(labels) // fitting)
    shown = [
        (frame.x(i), HEIGHT - BOTTOM + 24, label)
        for i, label in enumerate(labels)
        if (len(labels) - 1 - i) % every == 0
    ]
    return format_html_join("", f'<text x="{{}}" y="{{}}" text-anchor="middle" fill="{QUIET}">{{}}</text>', shown)


def _band(frame: _Frame, band: Band, unit: str, *, is_last: bool) -> SafeString:
    """The lines of one band from the top down. The last band's have their names beside them; names that would touch are set
    one below the other."""
    drawn, free = [], 0.0
    span = (frame.edge(band.start), frame.edge(band.end))
    for name, value, colour in (
        ("upper limit", band.upper, LIMIT), ("mean", band.mean, QUIET), ("lower limit", band.lower, LIMIT)
    ):  # fmt: skip
        if value is not None:
            beside = max(frame.y(value) + 5, free)
            free = beside + TEXT_HEIGHT
            says = f"{name} {_number(value)}{unit}" if is_last else ""
            drawn.append(_limit(frame.y(value), beside, says, colour, is_solid=name == "mean", span=span))
    return _together(drawn)


def _limit(
    y: float,
    beside: float,
    says: str,
    colour: str,
    *,
    is_solid: bool,
    span: tuple[float, float] = (LEFT, WIDTH - RIGHT),
) -> SafeString:
    line = format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="2" stroke-dasharray="{}"/>',
        *(span[0], y, span[1], y, colour, "none" if is_solid else "6 4"),
    )
    name = format_html('<text x="{}" y="{}" fill="{}">{}</text>', WIDTH - RIGHT + 6, round(beside, 1), colour, says)
    return line + name if says else line


def _breaks(points: Sequence[Point], frame: _Frame, bands: Sequence[Band]) -> SafeString:
    """Where one band ends and the next begins, by a decision: an upright line."""
    cuts = [(frame.edge(b.start), TOP, frame.edge(b.start), HEIGHT - BOTTOM, points[b.start].label) for b in bands[1:]]
    return format_html_join(
        "",
        f'<line x1="{{}}" y1="{{}}" x2="{{}}" y2="{{}}" stroke="{INK}" stroke-width="1" stroke-dasharray="2 3">'
        "<title>limits reckoned anew from {}</title></line>",
        cuts,
    )


def _joined(values: Sequence[float | None], frame: _Frame, colour: str = LINE, dashes: str = "none") -> SafeString:
    """Lines between neighbours that both have a value: a gap stays a gap."""
    joined = [
        (frame.x(i), frame.y(a), frame.x(i + 1), frame.y(b), colour, dashes)
        for i, (a, b) in enumerate(pairwise(values))
        if a is not None and b is not None
    ]
    line = '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="3" stroke-dasharray="{}"/>'
    return format_html_join("", line, joined)


def _marks(points: Sequence[Point], frame: _Frame, bands: Sequence[Band], unit: str) -> SafeString:
    drawn = []
    for place, point in enumerate(points):
        if point.value is not None:
            says = f"{point.label}: {_number(point.value)}{unit}"
            drawn.append(_mark(point, frame.x(place), frame.y(point.value), says, _is_outside(point, place, bands)))
    return _together(drawn)


def _mark(point: Point, x: float, y: float, says: str, is_outside: bool) -> SafeString:
    if point.is_open:
        return _ring(x, y, f"{says}, may still change")
    if is_outside:
        return _square(x, y, f"{says}, outside the limits")
    return _diamond(x, y, f"{says}, {point.note}") if point.note else _dot(x, y, says)


def _is_outside(point: Point, place: int, bands: Sequence[Band]) -> bool:
    if point.value is None or point.is_open:
        return False
    return any(band.is_outside(point.value) for band in bands if band.start <= place < band.end)


def _dot(x: float, y: float, says: str, colour: str = LINE) -> SafeString:
    return format_html('<circle cx="{}" cy="{}" r="5" fill="{}"><title>{}</title></circle>', x, y, colour, says)


def _ring(x: float, y: float, says: str) -> SafeString:
    return format_html(
        '<circle cx="{}" cy="{}" r="5" fill="#ffffff" stroke="{}" stroke-width="2"><title>{}</title></circle>',
        *(x, y, LINE, says),
    )


def _square(x: float, y: float, says: str) -> SafeString:
    return format_html(
        '<rect x="{}" y="{}" width="16" height="16" fill="{}" stroke="#ffffff" stroke-width="2">'
        "<title>{}</title></rect>",
        *(round(x - 8, 1), round(y - 8, 1), WRONG, says),
    )


def _diamond(x: float, y: float, says: str, colour: str = LIMIT) -> SafeString:
    corners = " ".join(f"{round(x + dx, 1)},{round(y + dy, 1)}" for dx, dy in ((0, -9), (9, 0), (0, 9), (-9, 0)))
    return format_html(
        '<polygon points="{}" fill="{}" stroke="#ffffff" stroke-width="2"><title>{}</title></polygon>',
        *(corners, colour, says),
    )


def _told(points: Sequence[Point], bands: Sequence[Band], unit: str) -> str:
    known = [p for p in points if p.value is not None and not p.is_open]
    told = [f"{len(points)} points from {points[0].label} to {points[-1].label}."]
    if known:
        told.append(f"The last known is {_number(known[-1].value or 0)}{unit} ({known[-1].label}).")
    if bands and bands[-1].mean is not None:
        told.append(f"The mean is {_number(bands[-1].mean)}{unit}.")
    beyond = [p.label for place, p in enumerate(points) if _is_outside(p, place, bands)]
    if any(band.known() for band in bands):
        told.append(f"Outside the limits: {', '.join(beyond)}." if beyond else "No point is outside the limits.")
    told += [f"Limits reckoned anew from {points[band.start].label}." for band in bands[1:]]
    if noted := [p.label for p in points if p.note and p.label not in beyond]:
        told.append(f"Part of another signal: {', '.join(noted)}.")
    if unsettled := [p.label for p in points if p.is_open and p.value is not None]:
        told.append(f"May still change: {', '.join(unsettled)}.")
    return " ".join(told)


# -- several lines -------------------------------------------------------------------------------------------------------

DASHES = ("none", "8 4", "2 4")
COLOURS = (LINE, LIMIT, WRONG)


def _line_of(series: Series, labels: Sequence[str], frame: _Frame, unit: str, number: int) -> SafeString:
    draw = (_dot, _diamond)[number % 2]
    colour = COLOURS[number % len(COLOURS)]
    marks = [
        draw(frame.x(i), frame.y(v), f"{series.name}, {labels[i]}: {_number(v)}{unit}", colour)
        for i, v in enumerate(series.values)
        if v is not None
    ]
    return _joined(series.values, frame, colour, DASHES[number % len(DASHES)]) + _together(marks)


def _names_of(series: Sequence[Series], frame: _Frame) -> SafeString:
    """Each name at the height of its last value; names that would touch are set one below the other."""
    ends = [
        (frame.y(known[-1]), n, each)
        for n, each in enumerate(series)
        if (known := [v for v in each.values if v is not None])
    ]
    rows, free = [], 0.0
    for y, number, each in sorted(ends, key=lambda end: end[:2]):
        beside = max(y + 5, free)
        free = beside + TEXT_HEIGHT
        rows.append((WIDTH - RIGHT + 6, round(beside, 1), COLOURS[number % len(COLOURS)], each.name))
    return format_html_join("", '<text x="{}" y="{}" fill="{}">{}</text>', rows)


def _told_lines(labels: Sequence[str], series: Sequence[Series], unit: str) -> str:
    told = [f"{len(labels)} points from {labels[0]} to {labels[-1]}."]
    for each in series:
        known = [(label, v) for label, v in zip(labels, each.values, strict=True) if v is not None]
        if known:
            told.append(f"{each.name}: last {_number(known[-1][1])}{unit} ({known[-1][0]}).")
    return " ".join(told)


# -- the funnel ----------------------------------------------------------------------------------------------------------


class _Across(_Frame):
    """A frame whose places are numbers from nought to `count`, not one after the other."""

    def x(self, place: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * place / max(self.count, 1), 1)


def _across(most: int, values: Sequence[float]) -> _Across:
    step = _whole_step(most)
    return _Across(step * -(-most // step), *_bounds(values, None, 100))


def _whole_step(most: int) -> int:
    return max(int(_step(most)), 1)


def _numbers_below(frame: _Across, of: str) -> SafeString:
    step = _whole_step(frame.count)
    rows = [(frame.x(n), HEIGHT - BOTTOM + 20, f"{n:,}") for n in range(0, frame.count + 1, step)]
    below = format_html_join("", f'<text x="{{}}" y="{{}}" text-anchor="middle" fill="{QUIET}">{{}}</text>', rows)
    middle = LEFT + (WIDTH - LEFT - RIGHT) / 2
    what = format_html(
        '<text x="{}" y="{}" text-anchor="middle" fill="{}">{}</text>', middle, HEIGHT - 8, QUIET, f"number of {of}"
    )
    return below + what


def _pair(funnel: Funnel, frame: _Across, place: int) -> SafeString:
    """The two lines of one funnel; the outer ones are dashed, and named where they end."""
    dashes = ("4 3", "10 4")[place % 2]
    drawn = []
    for side in (1, 2):
        points = " ".join(f"{frame.x(line[0])},{frame.y(line[side])}" for line in funnel.lines)
        drawn.append(
            format_html(
                '<polyline points="{}" fill="none" stroke="{}" stroke-width="2" stroke-dasharray="{}">'
                "<title>{}</title></polyline>",
                *(points, LIMIT, dashes, f"{funnel.name} line"),
            )
        )
    return _together(drawn)


def _spot(spot: Spot, frame: _Across, of: str) -> SafeString:
    x, y = frame.x(spot.number), frame.y(spot.share)
    says = f"{spot.label}: {_number(spot.share)}% of {spot.number:,} {of}"
    if not spot.beyond:
        return _dot(x, y, says)
    is_right = x > WIDTH - RIGHT - 120
    name = format_html(
        '<text x="{}" y="{}" text-anchor="{}" fill="{}" stroke="#ffffff" stroke-width="4" paint-order="stroke">{}</text>',
        *(round(x - 12 if is_right else x + 12, 1), round(y + 5, 1), "end" if is_right else "start", INK, spot.label),
    )
    return _square(x, y, f"{says}, {spot.beyond}") + name


def _told_funnel(spots: Sequence[Spot], share: float, of: str) -> str:
    told = [f"{len(spots)} places by number of {of}; the share of all is {_number(share)}%."]
    beyond = [f"{spot.label} ({spot.beyond})" for spot in spots if spot.beyond]
    told.append(f"Beyond the lines: {', '.join(beyond)}." if beyond else "None lies beyond the lines.")
    return " ".join(told)


# -- what every chart has --------------------------------------------------------------------------------------------------


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
    pieces: list[list[str]] = [[]]
    for i, v in enumerate(values):
        if v is None:
            pieces.append([])
        else:
            x = round(4 + (width - 8) * i / max(len(values) - 1, 1), 1)
            y = round(height - 4 - (height - 8) * (v - low) / spread, 1)
            pieces[-1].append(f"{x},{y}")
    drawn = [(" ".join(piece), LINE) for piece in pieces if piece]
    x, y = drawn[-1][0].rsplit(" ", 1)[-1].split(",")
    return format_html(
        '<svg class="plumb-sparkline" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">'
        '{}<circle cx="{}" cy="{}" r="3" fill="{}"/></svg>',
        *(width, height, width, height, f"{title}: from {_number(known[0])} to {_number(known[-1])}"),
        format_html_join("", '<polyline points="{}" fill="none" stroke="{}" stroke-width="2"/>', drawn),
        *(x, y, LINE),
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
