"""Runs of `relode fund` on the page: a list, what is paid, and every decision in each of its places."""
