"""Plan runs that are started, followed and read on the page."""
