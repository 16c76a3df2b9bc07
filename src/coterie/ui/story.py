"""A customer's story in words, and as a document for programs.

Comes in: a :class:`~coterie.pipeline.CustomerStory`. Goes out: sentences, or a mapping for JSON.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from coterie.displays.wording import quantity, share
from coterie.ui.report_content import BORDER_MARGIN

if TYPE_CHECKING:
    from coterie.model.explanation import Explanation
    from coterie.pipeline import CustomerStory
    from coterie.tables import Feature

__all__ = ["story_document", "story_sentences"]


def story_sentences(story: CustomerStory) -> list[str]:
    """Tell the story in plain sentences.

    Parameters
    ----------
    story : CustomerStory
        What is known of the customer.

    Returns
    -------
    list of str
        The segment and how sure it is, the features by their pull, the smallest moves.
    """
    assigned = story.assigned
    if assigned["segment_id"] is None:
        return [f"{assigned['customer_id']} has no segment: {assigned['reason']}."]
    lines = [f"{assigned['customer_id']} is in the segment {_quoted(assigned['segment'])} as of {assigned['as_of']}."]
    if story.explanation is None:
        return [*lines, *_plain_values(story)]
    lines.append(_margin_sentence(float(str(assigned["margin"])), story.next_segment or ""))
    return [*lines, *_pull_lines(story, story.explanation), *_move_lines(story, story.explanation)]


def story_document(story: CustomerStory) -> dict[str, Any]:
    """Return the story as a document for programs.

    Parameters
    ----------
    story : CustomerStory
        What is known of the customer.

    Returns
    -------
    dict
        Ready for JSON; schema ``coterie.explanation/1``.
    """
    moves = story.explanation.moves if story.explanation else ()
    return {
        "schema": "coterie.explanation/1",
        **story.assigned,
        "next_segment": story.next_segment,
        "features": story.values,
        "pulls": [asdict(pull) for pull in (story.explanation.pulls if story.explanation else ())],
        "moves": [{**asdict(move), "segment": story.segment_names[move.segment_index]} for move in moves],
    }


def _margin_sentence(margin: float, following: str) -> str:
    where = "on the border to" if margin < BORDER_MARGIN else "nearest to the border with"
    return f"Margin {margin:.2f} (0 on a border, 1 on the centre); {where} {_quoted(following)}."


def _pull_lines(story: CustomerStory, explanation: Explanation) -> list[str]:
    known = {feature.name: feature for feature in story.features}
    lines = ["What decides between the two:"]
    for pull in explanation.pulls:
        feature = known[pull.feature]
        side = "holds it here" if pull.share >= 0 else "pulls it to the other"
        own, other = _amount(pull.own_center, feature), _amount(pull.next_center, feature)
        lines.append(
            f"  {feature.title}: {_amount(pull.value, feature)} (centre here {own}, there {other}): "
            f"{side} with {share(abs(pull.share))} of the pull"
        )
    return lines


def _move_lines(story: CustomerStory, explanation: Explanation) -> list[str]:
    if not explanation.moves:
        return ["No change of a single feature within what was seen would move it."]
    known = {feature.name: feature for feature in story.features}
    lines = ["What would move it, all else equal:"]
    for move in explanation.moves:
        feature = known[move.feature]
        change = f"{_amount(move.value_needed, feature)} instead of {_amount(move.value_now, feature)}"
        lines.append(f"  {feature.title}: {change}, then {_quoted(story.segment_names[move.segment_index])}")
    return lines


def _amount(value: float, feature: Feature) -> str:
    """Write a value; the title already says days, orders or items."""
    return quantity(value, feature.unit if feature.unit in {"money", "share", "ratio"} else "")


def _quoted(name: object) -> str:
    return f"\N{LEFT DOUBLE QUOTATION MARK}{name}\N{RIGHT DOUBLE QUOTATION MARK}"


def _plain_values(story: CustomerStory) -> list[str]:
    return [
        f"  {feature.title}: {_amount(value, feature)}"
        for feature in story.features
        if (value := story.values[feature.name]) is not None
    ]
