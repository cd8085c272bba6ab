"""What a province should pay in its places: needs first, then programmes by what they do on average over places."""
