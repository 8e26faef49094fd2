"""Payment providers' own exports into ``Statement`` (decisions 17 to 19).

PayPal's Activity Download, its settlement and transaction detail reports, Stripe's payments and balance
exports, and any other CSV through a mapping. ``docs/statements.md`` says what becomes of what. As the other
importers, this one knows neither a client nor a database::

    read = read_statement([(path, str(path))])
    read.statement, read.refusals, read.coverage_said

A statement is read as a whole before anything is made of it: it may be broken at its very end.
"""
