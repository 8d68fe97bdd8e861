"""What is owed to the boards, in three views: a list, a month, courtyards against the catalogue."""
