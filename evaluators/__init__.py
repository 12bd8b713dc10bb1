"""What we believe about technologies: plain NumPy, no files, no framework; runs in a notebook."""
