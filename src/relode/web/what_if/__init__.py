"""Levers moved by hand, and what they change."""
