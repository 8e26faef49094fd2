"""What goes over HTTP between ``cartui serve`` and the remote client, said once for both ends.

Models to bytes and back (``encoding``), errors as problem details (``problems``), and what carts or people
are called in a path (``paths``). The shapes are those of :mod:`cartui.model`.
"""
