"""Mail: making messages of what is to be said, and handing them to a mail server.

It knows the model and the settings alone: what is sent to whom, and what becomes of it, is the business of
the outbox (``client/local/outbox.py``).
"""
