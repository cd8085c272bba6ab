"""What counties tell of industries that go together."""
