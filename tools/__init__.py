"""Scripts that set up, check and package the project; no part of the program itself."""
