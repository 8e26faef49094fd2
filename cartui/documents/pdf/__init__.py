"""Documents as PDF: fonts for the scripts of the world, a layout for paper, and what draws it."""
