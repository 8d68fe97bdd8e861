"""The window of an election: the strip with its stages, and the dialogs in which its acts are done."""
