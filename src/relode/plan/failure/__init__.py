"""When doing nothing fails: boxes of conditions."""
