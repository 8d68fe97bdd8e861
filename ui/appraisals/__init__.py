"""Rounds of rating (大家评) and the rhythm of collecting opinions: strips above their records, fast entry."""
