"""Addresses, limits, languages and the interface for programs."""
