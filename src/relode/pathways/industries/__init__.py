"""Industries of cities as published - zones, listings, clusters - in one language, and which may come next."""
