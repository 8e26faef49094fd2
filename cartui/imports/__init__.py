"""Files into models: the shop's TOML, plain CSV files, and through mappings the files of other systems.

This package knows neither a client nor a database. Whoever imports a file (the command line) does, for
``read_carts``, ``read_catalog``, ``read_customers``, ``read_coupons`` and ``read_tax`` alike::

    mapping = load_mapping("online-retail", kind=ImportKind.CARTS)     # or None: the plain file
    report = ImportReport()
    for part in read_carts(path, shop=await client.shop.get(), mapping=mapping, market="GB"):
        report += part.report + await client.imports.apply(part.batch)
        show_progress(report.rows, part.total)

``part.report`` holds the rows that were refused before they reached the backend, and the warnings, so that
each row of the file is counted once. A file that is broken as a whole raises ``Invalid`` before the first
part. Readers do blocking work: on an event loop, take each part by ``asyncio.to_thread(next, parts, None)``.
Payment providers' statements are read as a whole, by ``statements.reading``.
"""
