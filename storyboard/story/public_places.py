"""Buildings and grounds of today that the word net takes for things or for what is done in them."""

from __future__ import annotations

PUBLIC_PLACES = {
    "aquarium": "hall", "museum": "hall", "cinema": "hall", "gym": "hall", "gymnasium": "hall",
    "airport": "hall", "zoo": "garden", "stadium": "meadow", "clinic": "room",
    "concert": "hall", "gallery": "hall", "laboratory": "room", "lab": "room", "studio": "room",
}
"""Noun -> concept of the place as which it is drawn."""
SEATS = frozenset({"bench", "seat", "swing", "deckchair", "blanket"})
"""What stands in rooms and in parks alike, and so says nothing of where somebody is."""
