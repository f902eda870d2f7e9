"""What a rendering lacks, which only layout shows."""
