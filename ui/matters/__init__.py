"""A matter on its way: the strip with its steps, the dialogs of each act, the round of opinions."""
