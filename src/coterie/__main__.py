"""``python -m coterie`` and the ``coterie`` command."""

from __future__ import annotations

from coterie.ui.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
