"""What the past says: moments and estimates that a simulator is fitted to."""
