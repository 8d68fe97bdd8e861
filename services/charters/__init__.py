"""Charters of courtyards: pact, charter and rules of procedure in versions, each with how it was adopted."""
