"""The shipped fonts have the signs of everyday documents."""

import pytest
from tagging import tagged

SIGNS = {
    "arrows": "← ↑ → ↓ ↔ ↩ ↪ ↵ ⇄ ⇐ ⇒ ⇔ ↻ ➔ ➜",
    "ticks and boxes": "✓ ✔ ✗ ✘ ☐ ☑ ☒ ★ ☆ ● ○ ■ □ ▪ ▶ ◆",
    "money and measures": "€ £ ¥ ½ ¼ ¾ ⅓ ° ± × ÷ ² ³ ‰ № ⌀",
    "mathematics": "≈ ≠ ≤ ≥ ∞ ∑ ∏ ∫ √ ∂ ∈ ∉ ∪ ∩ ⊂ ∅ ∀ ∃ ⋯",
    "numbers in circles": "① ② ③ ⑩ Ⓐ Ⅰ Ⅳ ⅰ",
    "pictograms": "☎ ✉ ⚠ ℹ ☀ ♥ ♿ ✂ ⚑",
    "emoji": "📞 📧 📍 📅 📎 🔗 🚌 😀 ✅ ❌ ⏰ 💡 🎉",
    "emoji of several signs": "ℹ️ ❤️ 🇸🇪 👍🏽 👨‍👩‍👧",
    "letters of neighbours": "ł ő ș ğ ı ž ő đ Ж я Ω ơ ế ŋ ŧ č á",
}


@pytest.mark.parametrize("family", ["serif", "sans-serif"])
@pytest.mark.parametrize("kind", SIGNS)
def test_list_markers_are_set_and_read(kind: str, family: str) -> None:
    document = tagged(f"<p>{SIGNS[kind]}</p>", f"p {{ font-family: {family} }}")
    assert document.root.text.strip() == SIGNS[kind]
