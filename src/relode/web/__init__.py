"""The page: serves what the other rooms compute, in Chinese or English, and asks no other host."""
