"""How long a run will still take, from what it has taken so far.

Comes in: each stage as it is told of, and the time. Goes out: the share done of the whole, and the seconds left. The
rule of this module: what a stage costs is its own pace once it has one; before that, what it usually costs, partly by
itself and partly by how long the rows took until then.
"""

from __future__ import annotations

__all__ = ["Remaining", "spoken"]

_MINUTE_S, _HOUR_S = 60, 3600
_SETTLED_S = 2.0
_PACE_KNOWN = 0.08
"""The share of a stage from which its own pace is believed."""
_USUAL_S = {
    "reading": (0.2, 0.0),
    "recognising": (0.1, 0.0),
    "cleaning": (0.3, 2.0),
    "features": (0.3, 1.5),
    "weighing numbers of segments": (12.0, 0.0),
    "clustering": (0.3, 0.6),
    "naming": (0.5, 0.6),
    "pictures": (0.5, 0.2),
    "writing": (1.0, 0.6),
}
"""Seconds of a stage by itself, and for each second of reading and recognising: measured on 10^4 to 10^7 lines."""
_ROWS = ("reading", "recognising")


class Remaining:
    """A clock for the stages of a run.

    Parameters
    ----------
    started_s : float
        When the run began, by any clock.

    Examples
    --------
    >>> clock = Remaining(started_s=0.0)
    >>> _ = clock.tell("reading", 0.0, now_s=0.0)
    >>> share, left_s = clock.tell("reading", 0.5, now_s=30.0)
    >>> 0 < share < 0.5, left_s > 30
    (True, True)
    """

    def __init__(self, started_s: float) -> None:
        self.started_s = started_s
        self._began_s: dict[str, float] = {}

    def tell(self, stage: str, share: float, *, now_s: float) -> tuple[float, float]:
        """Take in how far a stage is.

        Parameters
        ----------
        stage : str
            Its name.
        share : float
            The share done of it, 0 to 1.
        now_s : float
            The time, by the clock of ``started_s``.

        Returns
        -------
        share : float
            Of the whole run.
        left_s : float
            Seconds still to come.
        """
        self._began_s.setdefault(stage, now_s)
        spent_s = now_s - self._began_s[stage]
        whole_s = spent_s / share if share > _PACE_KNOWN else max(self._usual_s(stage, now_s), spent_s)
        left_s = whole_s - spent_s + sum(self._usual_s(later, now_s) for later in self._after(stage))
        passed_s = now_s - self.started_s
        return passed_s / max(passed_s + left_s, 1e-9), left_s

    def is_settled(self, now_s: float) -> bool:
        """Say whether the run has gone on long enough for a time to be worth saying.

        Parameters
        ----------
        now_s : float
            The time, by the clock of ``started_s``.

        Returns
        -------
        bool
        """
        return now_s - self.started_s > _SETTLED_S

    def _after(self, stage: str) -> list[str]:
        stages = list(_USUAL_S)
        return stages[stages.index(stage) + 1 :] if stage in stages else []

    def _usual_s(self, stage: str, now_s: float) -> float:
        own_s, by_rows = _USUAL_S.get(stage, (1.0, 0.0))
        return own_s + by_rows * self._rows_s(now_s)

    def _rows_s(self, now_s: float) -> float:
        """Return how long the rows have taken to be read and recognised."""
        later = [began_s for stage, began_s in self._began_s.items() if stage not in _ROWS]
        return min(later, default=now_s) - self.started_s


def spoken(left_s: float) -> str:
    """Say a time to come as people do.

    Parameters
    ----------
    left_s : float
        Seconds.

    Returns
    -------
    str

    Examples
    --------
    >>> spoken(4.2), spoken(80), spoken(4000)
    ('about 4 s left', 'about 1 min 20 s left', 'about 1 h 6 min left')
    """
    seconds = max(round(left_s), 1)
    if seconds < _MINUTE_S:
        return f"about {seconds} s left"
    if seconds < _HOUR_S:
        return f"about {seconds // _MINUTE_S} min {seconds % _MINUTE_S // 10 * 10} s left"
    return f"about {seconds // _HOUR_S} h {seconds % _HOUR_S // _MINUTE_S} min left"
