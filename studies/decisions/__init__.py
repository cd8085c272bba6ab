"""Tables of the room of decisions."""
