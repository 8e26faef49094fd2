"""What the screens with a long list have in common."""
