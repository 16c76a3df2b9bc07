"""Claims as data."""

from dataclasses import FrozenInstanceError

import pytest

from coterie.profile.claims import Claim, claim_of_effect, claim_of_share
from coterie.profile.conditions import RULES
from coterie.profile.effects import Effect
from coterie.profile.shares import Proportion

FEW = Effect("n_orders", 10, 90, -0.6, -0.8, -0.4, "median", 3.0, segment=1.0, rest=3.0, base=2.0)


def test_a_claim_on_an_effect_weighs_its_delta():
    """Whichever the direction."""
    claim = claim_of_effect("FEW", "occasional", strength="clear", effect=FEW)
    assert (claim.id, claim.word, claim.clear, claim.weight, claim.evidence) == ("FEW", "occasional", True, 0.6, FEW)


def test_a_claim_on_a_share_weighs_the_difference_to_the_rest():
    """Thirty points more or thirty points less."""
    more, less = Proportion(8, 10, 45, 90), Proportion(2, 10, 45, 90)
    found = [claim_of_share("ONE", "one-time", strength="clear", share=share) for share in (more, less)]
    assert [round(claim.weight, 9) for claim in found] == [0.3, 0.3]
    assert all(claim.clear for claim in found)


def test_nothing_is_claimed_without_strength_or_feature():
    """No strength, no claim; no column, no claim."""
    assert claim_of_effect("FEW", "occasional", strength=None, effect=FEW) is None
    assert claim_of_effect("FEW", "occasional", strength="weak", effect=None) is None
    assert claim_of_share("ONE", "one-time", strength=None, share=Proportion(8, 10, 45, 90)) is None


def test_weak_stays_weak():
    """Size alone makes nothing clear."""
    assert not claim_of_effect("FEW", "occasional", strength="weak", effect=FEW).clear
    assert not claim_of_share("ONE", "one-time", strength="weak", share=Proportion(8, 10, 45, 90)).clear


@pytest.mark.parametrize("thing", [Claim("FEW", "occasional", clear=True, evidence=FEW, weight=0.6), RULES[0]])
def test_claims_and_rules_cannot_be_changed(thing):
    """What was proven stays as it was."""
    with pytest.raises(FrozenInstanceError):
        thing.id = "HIGH"


@pytest.mark.parametrize("make", [claim_of_effect, claim_of_share])
def test_strength_and_evidence_go_by_name(make):
    """Four bare values could not be read."""
    with pytest.raises(TypeError, match="positional"):
        make("FEW", "occasional", "clear", FEW)
