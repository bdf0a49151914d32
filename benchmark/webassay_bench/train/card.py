"""The card of a model: what it was made from and what was measured of it, beside the artefact."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def add_to_card(model: Path, entries: dict[str, Any]) -> None:
    """Write entries into the card of a model, and leave what other commands wrote there.

    Args:
        model: the artefact; its card has the same name, and ends in `.json`.
        entries: what JSON can hold.
    """
    card = model.with_suffix(".json")
    known = json.loads(card.read_text("utf-8")) if card.is_file() else {}
    card.write_text(json.dumps(known | entries, indent=2) + "\n", encoding="utf-8")
