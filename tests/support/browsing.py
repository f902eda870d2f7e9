"""What people do in a browser that Playwright has no word for."""

from playwright.sync_api import Locator, Page, expect

PATIENCE = 20_000  # milliseconds; a machine under load is slow, not wrong
STOPS = 150  # of the Tab key, more than any screen has
# What shows that the focus is there: an outline or a shadow, on it or on the frame around it.
SHOWS_FOCUS = """() => {
  const marked = (element) => {
    const style = getComputedStyle(element);
    const hasOutline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    return hasOutline || style.boxShadow !== "none";
  };
  const focused = document.activeElement;
  if (focused === document.body) return "nothing has the focus";
  const frame = focused.closest(".cm-editor") ?? focused;
  return marked(focused) || marked(frame) ? "" : focused.outerHTML.slice(0, 200);
}"""


def give_name(page: Page, name: str) -> None:
    """Log in as *name*, from the page that asks for it."""
    page.get_by_role("link", name="Logga in").or_(
        page.get_by_role("button", name="Logga in")
    ).first.click()
    page.locator("input[name=sub]").fill(name)
    page.locator("button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Skrivbord")


def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press *key* until *target* has the focus, which is seen at each stop on the way."""
    expect(target).to_be_visible()
    for _stop in range(STOPS):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement === document.body"):
            continue  # the browser's own buttons have it, between the last stop and the first
        hidden = page.evaluate(SHOWS_FOCUS)
        if hidden:  # the editor marks its frame a moment after it has got the focus
            page.wait_for_timeout(100)
            hidden = page.evaluate(SHOWS_FOCUS)
        assert not hidden, f"the focus isn't seen: {hidden}"
        if target.evaluate("element => element === document.activeElement"):
            return
    message = f"the {key} key never comes to {target}"
    raise AssertionError(message)


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    """Go to *target* by the Tab key, and press *key* there."""
    tab_to(page, target)
    page.keyboard.press(key)
