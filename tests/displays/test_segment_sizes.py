"""The display of sizes."""

from coterie.displays import SegmentSizesDisplay


def test_each_bar_says_its_share():
    """Customers and spend, in words beside the bars."""
    display = SegmentSizesDisplay(["Loyal", "New"], [0.25, 0.75], money_shares=[0.6, 0.4]).plot()
    assert [text.get_text().replace("\u00a0", " ") for text in display.ax_.texts] == [
        "25 % of customers",
        "60 % of spend",
        "75 % of customers",
        "40 % of spend",
    ]


def test_without_money_there_is_one_bar_each():
    """Nothing is said about spend."""
    display = SegmentSizesDisplay(["Loyal", "New"], [0.25, 0.75]).plot()
    assert len(display.ax_.patches) == 2
    assert "spend" not in display.alt
    assert SegmentSizesDisplay.from_frame(display.frame()).money_shares is None


def test_segments_run_from_top_to_bottom():
    """The first one is on top."""
    bottom, top = SegmentSizesDisplay(["Loyal", "New"], [0.25, 0.75]).plot().ax_.get_ylim()
    assert bottom > top


def test_negative_money_is_inside_the_picture():
    """Segments that returned more than they bought reach to the left."""
    display = SegmentSizesDisplay(["A", "B"], [0.5, 0.5], money_shares=[1.2, -0.2]).plot()
    assert display.ax_.get_xlim()[0] <= -0.2
