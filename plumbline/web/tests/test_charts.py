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
