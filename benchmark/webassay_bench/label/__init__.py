"""Label pages in the browser: the page as it is beside its lines."""
