"""Pages on cities: home, one city by question, two compared, the story of a number."""
