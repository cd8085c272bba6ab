"""Published numbers as published, and a user's own tables."""
