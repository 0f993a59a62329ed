"""How well stories are read: measures on annotated text, and what is learned from it for the rules."""
