"""What a press officer should know about an article before it is printed."""
