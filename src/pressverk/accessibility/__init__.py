"""Any tagged PDF as assistive technology gets it, and whether its tags mean what is shown."""
