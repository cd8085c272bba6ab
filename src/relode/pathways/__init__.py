"""Where a place could go: which industries enter, with reasons that add up and scores from places never seen."""
