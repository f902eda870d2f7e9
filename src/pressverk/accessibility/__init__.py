"""What any tagged PDF gives to assistive technology, and whether it means what is shown."""
