"""A meeting from its roll to its counted votes: who belongs to it, who is there, what is decided and how."""
