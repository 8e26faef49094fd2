"""What touches the terminal itself: cleaning of text, clipboard, signals."""
