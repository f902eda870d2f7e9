"""Content: article and report files become publications."""
