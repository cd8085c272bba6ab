"""One mechanism a module; none imports another."""
