"""Runs on disk: a folder with settings, versions, seed, data fingerprint and results, whole or not at all."""
