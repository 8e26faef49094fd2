"""What `run.py` does once it knows that Python is new enough. Standard library only."""
