"""Meetings as they are held: the roll filled in live, the quorum, motions, counting ballots."""
