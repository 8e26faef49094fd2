"""Start cartui, or its checks, from a fresh clone with nothing but Python and pip.

    python3 run.py demo [...]            the desk on demo data
    python3 run.py test [--full] [...]   all checks, then pytest with the rest
    python3 run.py carts list [...]      anything else is for the cartui program

This file has to be read by any Python, however old, in order to say what is missing:
no f-strings, no annotations, nothing newer than Python 2.6. The work is in `tools/`.
"""

import sys

OLDEST = (3, 11)


def too_old(version):
    """Return what to tell the owner of an old Python, or None when it is new enough."""
    if tuple(version[:2]) >= OLDEST:
        return None
    return "cartui needs Python %d.%d or newer; this is Python %d.%d." % (OLDEST + tuple(version[:2]))


def main(arguments):
    """Check the version of Python, then hand over to `tools.launcher`."""
    message = too_old(sys.version_info)
    if message is not None:
        sys.stderr.write(message + "\n")
        return 1
    from tools.launcher import launch

    return launch(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
