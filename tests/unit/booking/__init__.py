"""Tests of reading account sheets and bank exports, without a database."""
