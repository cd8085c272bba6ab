"""What a plan is asked for: money, thresholds, what is to be kept, and the pots that may pay."""
