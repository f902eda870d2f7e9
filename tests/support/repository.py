"""Where the repository lies, which is a newsroom itself."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
