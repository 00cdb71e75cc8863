"""Commands of pages: which is shown, what it shows, and the way back."""
