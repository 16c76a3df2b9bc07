"""The batch driver: the order of the rooms, and progress.

Comes in: a source and the settings. Goes out: plain results, for any face. The rule of this module: nobody else knows
which room comes next.
"""

from __future__ import annotations

from coterie.pipeline.drivers import assign, choose, explain, look, segment
from coterie.pipeline.stories import CustomerStory

__all__ = ["CustomerStory", "assign", "choose", "explain", "look", "segment"]
