"""What one cart's screen asks: picks, searches, forms and questions."""
