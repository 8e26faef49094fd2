"""Models to bytes: what leaves cartui for people and programs."""
