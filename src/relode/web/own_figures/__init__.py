"""Figures of the user's own on the page: the template, a file that is given, and what it changes."""
