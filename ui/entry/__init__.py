"""Getting in: the first start, signing in, the forgotten password, the locked screen."""
