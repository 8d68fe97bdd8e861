"""What people decide after an exchange: a case in words, its acts, the preview of many at once."""
