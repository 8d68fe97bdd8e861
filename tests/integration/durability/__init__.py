"""What the machine may do to files, and what has to be left of them."""
