"""A customer's story in words: it says what the story holds, in whole lines."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from coterie.ui.report_content import BORDER_MARGIN
from coterie.ui.story import story_document, story_sentences

if TYPE_CHECKING:
    from coterie import Run
    from coterie.pipeline import CustomerStory


@pytest.fixture
def story(shop_run: Run) -> CustomerStory:
    """The story of a customer who could move."""
    stories = (shop_run.explain(f"{number:06d}") for number in range(1, 301))
    return next(story for story in stories if story.explanation and len(story.explanation.moves) > 1)


def test_the_story_is_told_from_where_to_what_would_move(story: CustomerStory) -> None:
    """Segment and day, margin and neighbour, a line for each feature that decides, a line for each move."""
    explanation = story.explanation
    assert explanation is not None
    lines = story_sentences(story)
    assigned = story.assigned
    assert lines[0] == f"{assigned['customer_id']} is in the segment “{assigned['segment']}” as of 2025-01-01."
    assert lines[1].startswith(f"Margin {assigned['margin']:.2f} (0 on a border, 1 on the centre)")
    assert lines[1].endswith(f"“{story.next_segment}”.")
    assert lines[2] == "What decides between the two:"
    assert len(lines) == 4 + len(explanation.pulls) + len(explanation.moves)
    titles = {feature.name: feature.title for feature in story.features}
    for line, pull in zip(lines[3:], explanation.pulls, strict=False):
        assert line.startswith(f"  {titles[pull.feature]}: ")
        assert ("holds it here" in line) == (pull.share >= 0)
    for line, move in zip(lines[-len(explanation.moves) :], explanation.moves, strict=True):
        assert line.startswith(f"  {titles[move.feature]}")
        assert line.endswith(f"“{story.segment_names[move.segment_index]}”")


@pytest.mark.parametrize(("margin", "words"), [(BORDER_MARGIN / 2, "on the border to"), (0.5, "nearest to the border")])
def test_a_customer_on_a_border_is_said_to_be_there(story: CustomerStory, margin: float, words: str) -> None:
    """The same border as in the report."""
    assert words in story_sentences(replace(story, assigned={**story.assigned, "margin": margin}))[1]


def test_a_customer_that_nothing_moves(story: CustomerStory) -> None:
    """Said in one line instead of an empty list."""
    assert story.explanation is not None
    still = replace(story, explanation=replace(story.explanation, moves=()))
    assert story_sentences(still)[-1] == "No change of a single feature within what was seen would move it."
    assert story_document(still)["moves"] == []


@pytest.mark.parametrize("which", ["cloud_run", "single_run"])
def test_without_distances_the_values_are_told(which: str, request: pytest.FixtureRequest) -> None:
    """Every feature that has a value, in its unit; nothing of margins."""
    story = request.getfixturevalue(which).explain("000002")
    known = [feature for feature in story.features if story.values[feature.name] is not None]
    lines = story_sentences(story)
    assert [line.partition(":")[0].strip() for line in lines[1:]] == [feature.title for feature in known]
    assert story.assigned["segment"] in lines[0]
    assert "argin" not in " ".join(lines)


def test_without_a_segment_there_is_a_reason(story: CustomerStory) -> None:
    """One line."""
    reason = "no purchase in the period seen"
    nowhere = {**story.assigned, "segment_id": None, "segment": None, "reason": reason}
    told = replace(story, assigned=nowhere, explanation=None, next_segment=None)
    assert story_sentences(told) == [f"{story.assigned['customer_id']} has no segment: {reason}."]


def test_the_document_holds_the_story(story: CustomerStory) -> None:
    """Ready for JSON: the row of assignments, every value, pulls, and moves with the names of their segments."""
    document = story_document(story)
    explanation = story.explanation
    assert explanation is not None
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert document["schema"] == "coterie.explanation/1"
    assert document.items() >= story.assigned.items()
    assert document["features"] == story.values
    assert [pull["share"] for pull in document["pulls"]] == [pull.share for pull in explanation.pulls]
    assert [move["segment"] for move in document["moves"]] == [
        story.segment_names[move.segment_index] for move in explanation.moves
    ]


@pytest.mark.parametrize("which", ["cloud_run", "single_run"])
def test_the_document_without_distances_is_json_too(which: str, request: pytest.FixtureRequest) -> None:
    """What is not known is null or empty."""
    document = story_document(request.getfixturevalue(which).explain("000002"))
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert (document["pulls"], document["moves"], document["next_segment"]) == ([], [], None)


# Customers of a table without orders


def test_a_customer_of_a_table_is_told_by_classes_and_answers(club_run: Run) -> None:
    """A category in one line, with the customer's own class; a filled gap is said to be one."""
    lines = story_sentences(club_run.explain("M001"))
    assert lines[0].endswith("as of 2023-12-29.")
    assert [line for line in lines if line.startswith("  plan: Basic: ")]
    assert [line for line in lines if line.startswith("  newsletter: ") and (": yes (" in line or ": no (" in line)]
    assert [line for line in story_sentences(club_run.explain("M030")) if "(filled, as it is missing)" in line]


def test_a_rare_class_is_none_of_the_classes(club_run: Run) -> None:
    """And moves are never offered for a single level."""
    story = club_run.explain("M005")
    assert [line for line in story_sentences(story) if line.startswith("  plan: none of its classes: ")]
    assert story.explanation is not None
    assert [move.feature for move in story.explanation.moves if "=" in move.feature] == []


def test_without_a_day_no_day_is_told(club_run: Run) -> None:
    """The first line ends with the segment."""
    story = club_run.explain("M001")
    assert story_sentences(replace(story, assigned={**story.assigned, "as_of": None}))[0].endswith("”.")
