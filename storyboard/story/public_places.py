"""Buildings and grounds of today that the word net takes for things or for what is done in them."""

from __future__ import annotations

PUBLIC_PLACES = {
    "aquarium": "hall", "museum": "hall", "cinema": "hall", "gym": "hall", "gymnasium": "hall",
    "zoo": "garden", "stadium": "meadow", "clinic": "room", "concert": "hall", "gallery": "hall",
    "laboratory": "room", "lab": "room", "studio": "room", "café": "room", "diner": "room",
    "mall": "hall", "canteen": "hall", "cafeteria": "hall", "arena": "hall", "rink": "hall",
    "stage": "hall", "circus": "hall", "auditorium": "hall", "class": "room", "pitch": "meadow",
    "submarine": "room", "spaceship": "room", "spacecraft": "room", "rocket": "room", "cockpit": "room",
    "elevator": "room", "lift": "room", "basement": "room", "cell": "room", "hallway": "hall",
    "treehouse": "house", "balcony": "castle", "porch": "garden", "veranda": "garden", "wharf": "deck",
    "dockyard": "deck", "quarry": "mountain", "carnival": "village", "parade": "street",
    "space station": "room", "police station": "room", "moon": "desert", "planet": "desert",
    "mars": "desert", "asteroid": "desert", "metro": "hall", "subway": "hall", "airport": "hall",
    "supermarket": "hall", "schoolyard": "garden",
}
"""Noun -> concept of the place as which it is drawn."""
SEATS = frozenset({"bench", "seat", "swing", "deckchair", "blanket"})
"""What stands in rooms and in parks alike, and so says nothing of where somebody is."""
