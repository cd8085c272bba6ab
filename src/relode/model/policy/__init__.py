"""What a government may set, when, and what it costs."""
