"""The diagnosis in depth of one city, as records and as chapters."""
