"""What the room of deals is examined by."""
