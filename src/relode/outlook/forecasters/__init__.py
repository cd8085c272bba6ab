"""Rules and regressions that forecast, and the distributions that they give."""
