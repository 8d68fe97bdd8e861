"""What every courtyard has to show: the catalogue, the working days, what is owed and what was asked for."""
