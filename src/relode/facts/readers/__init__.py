"""A user's file -> tidy rows, one format a module, no arithmetic."""
