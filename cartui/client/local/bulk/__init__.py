"""Bulk changes on the local database: which things are meant, and doing it to them batch by batch."""
