"""A customer's story in words, and as a document for programs.

Comes in: a :class:`~coterie.pipeline.CustomerStory`. Goes out: sentences, or a mapping for JSON.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from coterie.displays.wording import clip, share
from coterie.ui.amounts import amount_words, traits_by_feature
from coterie.ui.report_content import BORDER_MARGIN

if TYPE_CHECKING:
    from coterie.model.explanation import Explanation, Pull
    from coterie.pipeline import CustomerStory

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
    when = f" as of {assigned['as_of']}" if assigned["as_of"] else ""
    lines = [f"{assigned['customer_id']} is in the segment {_quoted(assigned['segment'])}{when}."]
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
    """Tell what each feature adds; the levels of one category are told as one."""
    known = {feature.name: feature for feature in story.features}
    groups: dict[str, list[Pull]] = {}
    for pull in explanation.pulls:
        groups.setdefault(known[pull.feature].group or pull.feature, []).append(pull)
    told = [(sum(pull.share for pull in pulls), pulls) for pulls in groups.values()]
    lines = ["What decides between the two:"]
    for pulled, pulls in sorted(told, key=lambda each: -abs(each[0])):
        side = "holds it here" if pulled >= 0 else "pulls it to the other"
        lines.append(f"  {_stand(story, pulls)}: {side} with {share(abs(pulled))} of the pull")
    return lines


def _stand(story: CustomerStory, pulls: list[Pull]) -> str:
    """Tell where a customer stands between two centres in one feature, or in all levels of one category."""
    first = next(feature for feature in story.features if feature.name == pulls[0].feature)
    trait = traits_by_feature(story.features, story.traits).get(first.name)
    if first.group and trait is not None:
        level = next((pull.feature.partition("=")[2] for pull in pulls if pull.value == 1), "none of its classes")
        return f"{trait.words}: {clip(level)}"
    own, other = (amount_words(center, first, trait=trait) for center in (pulls[0].own_center, pulls[0].next_center))
    gap = " (filled, as it is missing)" if story.values[first.name] is None else ""
    return f"{first.title}: {amount_words(pulls[0].value, first, trait=trait)}{gap} (centre here {own}, there {other})"


def _move_lines(story: CustomerStory, explanation: Explanation) -> list[str]:
    if not explanation.moves:
        return ["No change of a single feature within what was seen would move it."]
    known = {feature.name: feature for feature in story.features}
    behind = traits_by_feature(story.features, story.traits)
    lines = ["What would move it, all else equal:"]
    for move in explanation.moves:
        feature, trait = known[move.feature], behind.get(move.feature)
        needed, now = (amount_words(value, feature, trait=trait) for value in (move.value_needed, move.value_now))
        change = f"{needed} instead of {now}"
        lines.append(f"  {feature.title}: {change}, then {_quoted(story.segment_names[move.segment_index])}")
    return lines


def _quoted(name: object) -> str:
    return f"\N{LEFT DOUBLE QUOTATION MARK}{name}\N{RIGHT DOUBLE QUOTATION MARK}"


def _plain_values(story: CustomerStory) -> list[str]:
    behind = traits_by_feature(story.features, story.traits)
    return [
        f"  {feature.title}: {amount_words(value, feature, trait=behind.get(feature.name))}"
        for feature in story.features
        if not feature.group and (value := story.values[feature.name]) is not None
    ]
