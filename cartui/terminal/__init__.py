"""The terminal itself: the driver and what it writes, first frame, keys, clipboard, signals, crash screen."""
