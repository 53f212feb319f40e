from itertools import pairwise
from xml.etree import ElementTree

import pytest

from plumbline.web import charts
from plumbline.web.charts import Band, Bar, Funnel, Part, Point, Series, Spot

SPOTS = [Spot("North", 3, 33.3), Spot("South", 200, 60, "less than chance explains (95% lines)")]
FUNNELS = [Funnel("95%", [(1, 0, 100), (50, 68, 91), (200, 74, 86)])]
POINTS = [Point("Jan 26", 90), Point("Feb 26", None), Point("Mar 26", 60), Point("Apr 26", 92)]


def parsed(svg):
    return ElementTree.fromstring(str(svg))


def test_a_run_chart_is_one_picture_with_title_and_words():
    chart = parsed(charts.run_chart(POINTS, title="On time <72 h", bands=[Band(0, 4, 88, 75, 100)], unit="%"))
    svg = chart.find("svg")
    assert svg.get("role") == "img"
    assert svg.find("title").text == "On time <72 h"
    told = svg.find("desc").text
    assert "from Jan 26 to Apr 26" in told
    assert "last known is 92%" in told
    assert "Outside the limits: Mar 26." in told


def test_a_point_out_of_control_differs_in_shape():
    chart = parsed(charts.run_chart(POINTS, title="T", bands=[Band(0, 4, None, 75, 100)]))
    assert len(chart.findall(".//rect")) == 1
    assert len(chart.findall(".//circle")) == 2


def test_a_gap_stays_a_gap():
    chart = parsed(charts.run_chart(POINTS, title="T"))
    assert len([line for line in chart.findall(".//line") if line.get("stroke") == charts.LINE]) == 1


def test_no_chart_carries_style():
    drawn = [
        charts.run_chart(POINTS, title="T", bands=[Band(0, 4, 88)]),
        charts.sparkline([1, None, 3], title="T"),
        charts.lines_chart(["a", "b"], [Series("one", [1, 2])], title="T"),
        charts.funnel_chart(SPOTS, FUNNELS, share=80, title="T"),
        charts.bar_chart([Bar("up to a day", 3)], title="T"),
        charts.proportion_bar([Part("Met", 3, "met")], title="T"),
    ]
    assert not any("style" in str(each) or "<script" in str(each) for each in drawn)


def test_everything_drawn_lies_on_the_paper():
    points = [Point(str(n), value) for n, value in enumerate([-5, 0, 3, 1_000_000])]
    for shape in parsed(charts.run_chart(points, title="T", bands=[Band(0, 4, 10, -20, 40)])).iter():
        for name in ("y", "y1", "y2", "cy"):
            assert 0 <= float(shape.get(name, 0)) <= charts.HEIGHT


@pytest.mark.parametrize("values", [[], [None], [0, 0], [5], [100, 100, 100], [0.001, 0.002], [1e9] * 3])
def test_odd_series_draw(values):
    points = [Point(f"m{n}", v) for n, v in enumerate(values)]
    parsed(charts.run_chart(points, title="T", bands=[Band(0, len(points), 1.0, None, 1.0)]))
    if known := charts.sparkline(values, title="T"):
        parsed(known)


def test_names_of_close_limits_do_not_touch():
    chart = parsed(charts.run_chart(POINTS, title="T", bands=[Band(0, 4, 90, 89.5, 90.5)]))
    beside = sorted(float(t.get("y")) for t in chart.findall(".//text") if "limit" in t.text or "mean" in t.text)
    assert all(low - high >= charts.TEXT_HEIGHT for high, low in pairwise(beside))


def test_a_bar_tells_its_parts_and_is_absent_without_any():
    bar = parsed(
        charts.proportion_bar(
            [Part("Met", 812, "met"), Part("Overdue", 0, "overdue"), Part("Late", 1, "late")], title="May"
        )
    )
    assert bar.get("aria-label") == "May: Met 812, Overdue 0, Late 1"
    assert len(bar.findall("rect")) == 2
    assert charts.proportion_bar([Part("Met", 0, "met")], title="May") == ""


def test_a_part_has_the_colour_of_its_tag_however_the_tone_is_written():
    bar = parsed(charts.proportion_bar([Part("Cannot tell", 1, "CANNOT_TELL")], title="May"))
    assert bar.find("rect").get("fill") == charts.PAINT["purple"]


def test_each_band_has_its_own_limits_and_the_break_is_told():
    points = [Point(f"m{n}", value) for n, value in enumerate([90, 90, 50, 50])]
    chart = parsed(charts.run_chart(points, title="T", bands=[Band(0, 2, 90, 80, 100), Band(2, 4, 50, 40, 60)]))
    assert not chart.findall(".//rect")
    assert "Limits reckoned anew from m2." in chart.find("svg").find("desc").text
    assert [t.text for t in chart.findall(".//text") if "mean" in t.text] == ["mean 50"]
    over = parsed(charts.run_chart(points, title="T", bands=[Band(0, 4, 90, 80, 100)]))
    assert len(over.findall(".//rect")) == 2


def test_a_signal_is_a_diamond_and_what_may_change_is_hollow_and_joined_to_nothing():
    points = [Point("Jan", 90), Point("Feb", 91, "eight in a row"), Point("Mar", 20, "", True)]
    chart = parsed(charts.run_chart(points, title="T", bands=[Band(0, 3, 90, 80, 100)]))
    told = chart.find("svg").find("desc").text
    assert len(chart.findall(".//polygon")) == 1
    assert not chart.findall(".//rect")  # the open month is not judged
    assert [c.get("fill") for c in chart.findall(".//circle")] == [charts.LINE, "#ffffff"]
    assert len([line for line in chart.findall(".//line") if line.get("stroke") == charts.LINE]) == 1
    assert "Part of another signal: Feb. May still change: Mar." in told
    assert "The last known is 91 (Feb)." in told


def test_a_funnel_names_whoever_lies_beyond_it_and_nobody_else():
    chart = parsed(charts.funnel_chart(SPOTS, FUNNELS, share=80, title="T"))
    assert "Beyond the lines: South (less than chance explains (95% lines))." in chart.find("svg").find("desc").text
    names = [text.text for text in chart.findall(".//text")]
    assert "South" in names
    assert "North" not in names
    assert len(chart.findall(".//rect")) == len(chart.findall(".//circle")) == 1
    inside = parsed(charts.funnel_chart(SPOTS[:1], FUNNELS, share=80, title="T"))
    assert "None lies beyond the lines." in inside.find("svg").find("desc").text


def test_lines_differ_in_shape_and_dashes_and_keep_their_gaps():
    series = [Series("median", [1, 2, None, 3]), Series("9 in 10", [4, None, 5, 6])]
    chart = parsed(charts.lines_chart(["a", "b", "c", "d"], series, title="T", unit=" h"))
    drawn = [line for line in chart.findall(".//line") if line.get("stroke-width") == "3"]
    assert len({line.get("stroke-dasharray") for line in drawn}) == len(drawn) == 2
    assert len(chart.findall(".//circle")) == len(chart.findall(".//polygon")) == 3
    assert "median: last 3 h (d). 9 in 10: last 6 h (d)." in chart.find("svg").find("desc").text


def test_bars_carry_their_figures():
    chart = parsed(charts.bar_chart([Bar("up to a day", 1200), Bar("longer", 0)], title="T", of="duties overdue"))
    assert [text.text for text in chart.findall(".//text")] == ["up to a day", "1,200", "longer", "0"]
    assert "Duties overdue: up to a day 1,200, longer 0." in chart.find("svg").find("desc").text


@pytest.mark.parametrize(
    "drawn",
    [
        charts.bar_chart([], title="T"),
        charts.bar_chart([Bar("a", 0)], title="T"),
        charts.funnel_chart([], [], share=0, title="T"),
        charts.lines_chart([], [], title="T"),
        charts.run_chart([Point("Jan", None)], title="T"),
    ],
)
def test_nothing_is_said_to_be_nothing(drawn):
    assert "T: nothing to draw yet." in drawn


def test_a_sparkline_keeps_its_gaps():
    drawn = parsed(charts.sparkline([1, 2, None, 3, 4], title="T"))
    assert len(drawn.findall("polyline")) == 2


@pytest.mark.parametrize("number", [1, 7, 123_456])
def test_a_funnel_stays_on_the_paper(number):
    spots = [Spot("a", number, 0, "less"), Spot("b", 1, 100)]
    chart = parsed(charts.funnel_chart(spots, [Funnel("95%", [(1, 0, 100), (number, 49, 51)])], share=50, title="T"))
    for shape in chart.iter():
        for name in ("cx", "x"):
            assert 0 <= float(shape.get(name, 0)) <= charts.WIDTH


SPANS = [
    charts.Span("2023-04 Wiltshire", 40, 24, 58, "12 of 30 good"),
    charts.Span("2017-10 Lancashire", None, None, None, "not published"),
    charts.Span("Own", 30, 16, 48, "9 of 30 good", is_marked=True),
]


def test_an_interval_is_drawn_from_end_to_end_and_a_gap_is_words():
    chart = parsed(charts.interval_chart(SPANS, title="Share of good"))
    bars = [line for line in chart.findall(".//line") if line.get("stroke-linecap") == "round"]
    assert len(bars) == 2
    wide = float(bars[0].get("x2")) - float(bars[0].get("x1"))
    assert wide == pytest.approx((charts.ROWS_TO - charts.ROWS_FROM) * 0.34, abs=0.2)
    assert [text.text for text in chart.findall(".//text") if text.get("font-style") == "italic"] == ["not published"]
    assert "2017-10 Lancashire: not published." in chart.find("svg").find("desc").text


def test_a_row_set_off_differs_in_shape_and_weight():
    chart = parsed(charts.interval_chart(SPANS, title="Share of good"))
    assert len(chart.findall(".//rect")) == 1
    assert len(chart.findall(".//circle")) == 1
    assert [text.text for text in chart.findall(".//text") if text.get("font-weight") == "bold"] == ["Own"]


def test_a_stack_is_as_wide_as_its_neighbour_whatever_its_total():
    rows = [
        charts.Stack("Wiltshire", (Part("Good", 12, "met"), Part("Inadequate", 18, "overdue")), "of 30"),
        charts.Stack("None told", (), "not published"),
        charts.Stack("Small", (Part("Good", 0, "met"), Part("Inadequate", 8, "overdue")), "of 8"),
    ]
    chart = parsed(charts.stacked_chart(rows, title="Grades"))
    cells = chart.findall(".//rect")
    assert len(cells) == 3, "a part of nought is not drawn"
    assert float(cells[0].get("width")) + float(cells[1].get("width")) == pytest.approx(
        float(cells[2].get("width")), abs=2.1
    )
    assert "None told: not published." in chart.find("svg").find("desc").text


def test_long_names_are_cut_and_told_in_full():
    name = "8 forces combined (Norfolk; South Yorkshire; West Midlands)"
    drawn = str(charts.interval_chart([charts.Span(name, None, None, None, "x")], title="T"))
    assert f"<title>{name}</title>" in drawn
    assert "…" in drawn


def test_nothing_to_draw_is_said():
    assert "nothing to draw yet" in charts.interval_chart([], title="T")
    assert "nothing to draw yet" in charts.stacked_chart([], title="T")
