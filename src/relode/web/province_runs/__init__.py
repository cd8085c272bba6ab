"""Runs of `relode fund` on the page: a list, a province with its map, and every measure in each of its places."""
