"""What past years say of how cities move: fitted parameters and prices in draws of futures, and tags of skill."""
