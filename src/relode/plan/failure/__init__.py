"""When a plan fails and what to watch: robustness, boxes of conditions, signposts."""
