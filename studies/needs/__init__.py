"""Scores of what services need."""
