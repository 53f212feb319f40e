from itertools import pairwise
from xml.etree import ElementTree

import pytest

from plumbline.web import charts
from plumbline.web.charts import Part, Point

POINTS = [Point("Jan 26", 90), Point("Feb 26", None), Point("Mar 26", 60), Point("Apr 26", 92)]


def parsed(svg):
    return ElementTree.fromstring(str(svg))


def test_a_run_chart_is_one_picture_with_title_and_words():
    chart = parsed(charts.run_chart(POINTS, title="On time <72 h", mean=88, lower=75, upper=100, unit="%"))
    svg = chart.find("svg")
    assert svg.get("role") == "img"
    assert svg.find("title").text == "On time <72 h"
    told = svg.find("desc").text
    assert "from Jan 26 to Apr 26" in told
    assert "last known is 92%" in told
    assert "Outside the limits: Mar 26." in told


def test_a_point_out_of_control_differs_in_shape():
    chart = parsed(charts.run_chart(POINTS, title="T", lower=75, upper=100))
    assert len(chart.findall(".//rect")) == 1
    assert len(chart.findall(".//circle")) == 2


def test_a_gap_stays_a_gap():
    chart = parsed(charts.run_chart(POINTS, title="T"))
    assert len([line for line in chart.findall(".//line") if line.get("stroke") == charts.LINE]) == 1


def test_no_chart_carries_style():
    drawn = [
        charts.run_chart(POINTS, title="T", mean=88),
        charts.sparkline([1, None, 3], title="T"),
        charts.proportion_bar([Part("Met", 3, "met")], title="T"),
    ]
    assert not any("style" in str(each) or "<script" in str(each) for each in drawn)


def test_everything_drawn_lies_on_the_paper():
    points = [Point(str(n), value) for n, value in enumerate([-5, 0, 3, 1_000_000])]
    for shape in parsed(charts.run_chart(points, title="T", mean=10, lower=-20, upper=40)).iter():
        for name in ("y", "y1", "y2", "cy"):
            assert 0 <= float(shape.get(name, 0)) <= charts.HEIGHT


@pytest.mark.parametrize("values", [[], [None], [0, 0], [5], [100, 100, 100], [0.001, 0.002], [1e9] * 3])
def test_odd_series_draw(values):
    points = [Point(f"m{n}", v) for n, v in enumerate(values)]
    parsed(charts.run_chart(points, title="T", mean=1.0, upper=1.0))
    if known := charts.sparkline(values, title="T"):
        parsed(known)


def test_names_of_close_limits_do_not_touch():
    chart = parsed(charts.run_chart(POINTS, title="T", mean=90, lower=89.5, upper=90.5))
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
