"""Two writers, a server that is killed, no network, no session, no room: every word is kept."""

import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from browsing import PATIENCE, give_name
from playwright.sync_api import Browser, Error, Page, Route, expect
from studio_process import running_studio, sample_newsroom

from pressverk.newsroom.paths import ARTICLES
from pressverk.studio.store.database import open_store, store_path
from pressverk.studio.store.versions import Origin, keep_version

LogIn = Callable[..., Page]


class Desk:
    """Somebody's browser at a studio that can be killed and started anew at its address."""

    def __init__(self, root: Path, chromium: Browser, stack: ExitStack) -> None:
        self.root, self._stack = root, stack
        self.studio = stack.enter_context(running_studio(root))
        self.context = chromium.new_context(base_url=self.studio.address, locale="sv-SE")
        self.context.set_default_timeout(PATIENCE)
        stack.callback(self.context.close)
        page = self.context.new_page()
        page.goto(self.studio.link)
        page.close()
        source = next(iter((root / ARTICLES).rglob("*.md")))
        paragraphs = "".join(f"\nStycke {number}.\n" for number in range(1, 9))
        self._sample = source.read_text(encoding="utf-8") + paragraphs

    def new_article(self, name: str) -> Path:
        """Return the file of a new article."""
        path = self.root / ARTICLES / f"{name}.md"
        path.write_text(self._sample, encoding="utf-8")
        return path

    def open(self, name: str) -> Page:
        """Open the article in a window of its own."""
        page = self.context.new_page()
        page.goto(f"/write/{name}")
        expect(page.locator(".cm-content")).to_be_visible()
        return page

    def kill(self) -> None:
        """End the studio as a power cut would."""
        os.kill(self.studio.process.pid, signal.SIGKILL)
        self.studio.process.wait()

    def start_anew(self) -> None:
        """Start the studio again at the same address."""
        port = int(self.studio.address.rpartition(":")[2])
        self.studio = self._stack.enter_context(running_studio(self.root, port))


@pytest.fixture(scope="module")
def own_desk(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Desk]:
    """Return a desk of the module's own: its tests write, and kill."""
    root = sample_newsroom(tmp_path_factory.mktemp("hardship") / "rum")
    with ExitStack() as stack:
        yield Desk(root, chromium, stack)


@pytest.fixture
def desk(own_desk: Desk) -> Iterator[Desk]:
    """Return the desk; its windows are closed after each test."""
    yield own_desk
    for page in own_desk.context.pages:
        page.close()


def write(page: Page, words: str, at: str = "Control+End") -> None:
    """Type *words* as a paragraph of their own, at the end of the text or its beginning."""
    page.locator(".cm-content").click()
    page.keyboard.press(at)
    page.keyboard.type(f"\n\n{words}" if at == "Control+End" else f"{words}\n\n")


def wait_until(page: Page, state: str) -> None:
    """Wait until the state of the text is *state*: waiting, saved or failed."""
    expect(page.locator(f"#save-state[data-state={state}]")).to_be_visible()


def wait_until_kept(page: Page, words: str) -> None:
    """Wait until the window's session has *words*; the page's policy forbids wait_for_function."""
    for _try in range(int(PATIENCE) // 50):
        if words in page.evaluate("Object.values(sessionStorage).join()"):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"{words!r} isn't kept")


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def choose_and_go_on(page: Page, path: Path, ours: str, theirs: str) -> None:
    """See both texts, take what is theirs into ours, save, and write on."""
    page.get_by_role("button", name="Jämför och välj").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Texten ändrades medan du skrev")
    expect(page.locator("#merge")).to_contain_text(ours)
    expect(page.locator("#merge")).to_contain_text(theirs)
    page.locator("#merge .cm-merge-revert button").first.click()
    page.get_by_role("button", name="Spara din text").click()
    expect(page.locator("#write-form .cm-content")).to_contain_text(ours)
    assert ours in text_of(path)
    assert theirs in text_of(path)
    write(page, "Och det går vidare.")
    wait_until(page, "saved")
    assert "Och det går vidare." in text_of(path)


def test_two_windows_of_one_person_keep_both_texts(desk: Desk) -> None:
    path = desk.new_article("tva-fonster")
    first, second = desk.open("tva-fonster"), desk.open("tva-fonster")
    write(first, "Skrivet i det ena.", "Control+Home")
    wait_until(first, "saved")
    expect(second.get_by_role("button", name="Visa den nya texten")).to_be_visible()
    write(second, "Skrivet i det andra.")
    choose_and_go_on(second, path, "Skrivet i det andra.", "Skrivet i det ena.")


def test_two_people_see_each_other_and_keep_both_texts(
    log_in: LogIn, office: tuple[str, Path]
) -> None:
    name = "trygghetsvandring-i-november"
    path = next((office[1] / "newsroom" / ARTICLES).glob(f"{name}*"))
    path = path / "index.md" if path.is_dir() else path
    anna, dan = log_in("anna"), log_in("dan")
    for page in (anna, dan):
        page.goto(f"/write/{name}")
    expect(anna.locator("#presence")).to_contain_text("Dan <script>")
    expect(dan.locator("#presence")).to_contain_text("Anna Exempel")
    dan.context.set_offline(offline=True)
    write(dan, "Skrivet av Dan.")
    write(anna, "Skrivet av Anna.", "Control+Home")
    wait_until(anna, "saved")
    dan.context.set_offline(offline=False)
    choose_and_go_on(dan, path, "Skrivet av Dan.", "Skrivet av Anna.")


def test_an_edit_from_outside_while_typing_is_shown_beside_the_text(desk: Desk) -> None:
    path = desk.new_article("utifran")
    page = desk.open("utifran")
    write(page, "Skrivet i studion.")
    front, mark, body = text_of(path).partition("\n---\n")
    path.write_text(f"{front}{mark}\nSkrivet utifrån.\n{body}", encoding="utf-8")
    choose_and_go_on(page, path, "Skrivet i studion.", "Skrivet utifrån.")


def test_what_is_typed_after_the_clash_is_shown_comes_along(desk: Desk) -> None:
    path = desk.new_article("efterat")
    page = desk.open("efterat")
    write(page, "Skrivet före.")
    path.write_text(text_of(path) + "\nSkrivet utifrån.\n", encoding="utf-8")
    compare = page.get_by_role("button", name="Jämför och välj")
    expect(compare).to_be_visible()
    write(page, "Skrivet efter.")
    compare.evaluate("button => button.click()")
    expect(page.locator("#merge")).to_contain_text("Skrivet efter.")


def test_a_server_killed_while_somebody_types_loses_no_word(desk: Desk) -> None:
    path = desk.new_article("strommen-gar")
    page = desk.open("strommen-gar")
    write(page, "Före avbrottet.")
    desk.kill()
    page.keyboard.type(" Under avbrottet.")
    wait_until(page, "failed")
    expect(page.locator("#save-state")).to_contain_text("Studion svarar inte")
    desk.start_anew()
    wait_until(page, "saved")
    assert "Före avbrottet. Under avbrottet." in text_of(path)


def test_a_window_that_is_reloaded_after_the_kill_has_the_words(desk: Desk) -> None:
    path = desk.new_article("laddas-om")
    page = desk.open("laddas-om")
    write(page, "Ännu inte sparat.")
    desk.kill()
    wait_until(page, "failed")
    desk.start_anew()
    page.reload()
    expect(page.locator(".cm-content")).to_contain_text("Ännu inte sparat.")
    expect(page.locator("#save-state")).to_contain_text("Sparat")
    assert "Ännu inte sparat." in text_of(path)


def test_a_window_that_is_reloaded_while_the_studio_is_down_has_the_words(desk: Desk) -> None:
    path = desk.new_article("langsamt")
    page = desk.open("langsamt")
    saves: list[Route] = []
    page.route("**/write/save/*", lambda route: saves.append(route))  # noqa: PLW0108 - bound to
    write(page, "Sparas strax.")
    page.keyboard.press("Control+s")
    wait_until_kept(page, "Sparas strax.")
    desk.kill()
    saves.pop().abort()
    wait_until(page, "failed")
    page.unroute_all()
    with pytest.raises(Error, match="ERR_CONNECTION"):
        page.reload()
    desk.start_anew()
    page.goto("/write/langsamt")
    expect(page.locator(".cm-content")).to_contain_text("Sparas strax.")
    wait_until(page, "saved")
    assert "Sparas strax." in text_of(path)


def test_a_save_that_the_kill_interrupted_is_offered(desk: Desk) -> None:
    path = desk.new_article("avbruten")
    desk.open("avbruten").close()
    text = text_of(path)
    with closing(open_store(store_path(desk.root))) as store:
        keep_version(store, "avbruten", f"{text}\nAldrig i filen.\n", origin=Origin.PENDING)
    path.write_text(f"{text}\nUtifrån efteråt.\n", encoding="utf-8")
    desk.open("avbruten").close()  # what was written outside becomes a version, too
    page = desk.open("avbruten")
    page.get_by_role("link", name="Se efter och välj").click()
    expect(page.locator("#merge")).to_contain_text("Aldrig i filen.")
    page.get_by_role("button", name="Spara din text").click()
    expect(page.locator("#write-form .cm-content")).to_contain_text("Aldrig i filen.")
    assert "Aldrig i filen." in text_of(path)


def test_what_is_typed_without_a_network_is_saved_when_it_is_back(desk: Desk) -> None:
    path = desk.new_article("utan-nat")
    page = desk.open("utan-nat")
    desk.context.set_offline(offline=True)
    write(page, "Skrivet utan nät.")
    wait_until(page, "failed")
    expect(page.locator("#offline")).to_be_visible()
    desk.context.set_offline(offline=False)
    wait_until(page, "saved")
    assert "Skrivet utan nät." in text_of(path)


def test_a_session_that_expires_while_somebody_writes_keeps_the_text(
    log_in: LogIn, office: tuple[str, Path]
) -> None:
    name = "sa-arbetar-kommunen-mot-vald"
    page = log_in("anna")
    page.goto(f"/write/{name}")
    page.context.clear_cookies()
    write(page, "Skrivet efter tolv timmar.")
    wait_until(page, "failed")
    expect(page.locator("#save-state")).to_contain_text("Du är utloggad")
    other = page.context.new_page()
    other.goto("/")
    give_name(other, "anna")
    wait_until(page, "saved")
    written = "".join(map(text_of, (office[1] / "newsroom" / ARTICLES).rglob("*.md")))
    assert "Skrivet efter tolv timmar." in written


def test_ten_windows_share_one_stream_and_each_hears(desk: Desk) -> None:
    desk.new_article("tio-fonster")
    pages = [desk.open("tio-fonster") for _window in range(10)]
    counts = pages[0].request.get("/metrics").text()
    assert "pressverk_listeners 1\n" in counts
    dan = desk.open("tio-fonster")
    write(dan, "Skrivet i ett elfte.")
    wait_until(dan, "saved")
    for page in pages:
        expect(page.get_by_role("button", name="Visa den nya texten")).to_be_attached()


def test_a_window_says_that_the_session_has_ended_and_that_it_is_back(desk: Desk) -> None:
    desk.new_article("utloggad")
    page = desk.open("utloggad")
    desk.context.clear_cookies()
    desk.kill()  # so that the stream is asked for again
    desk.start_anew()
    expect(page.locator("#logged-out")).to_be_visible()
    desk.context.new_page().goto(desk.studio.link)
    expect(page.locator("#logged-out")).to_be_hidden()


def test_a_full_disk_is_reported_and_the_text_stays(desk: Desk) -> None:
    path = desk.new_article("full-disk")
    before = text_of(path)
    page = desk.open("full-disk")
    pid = desk.studio.process.pid
    limits = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, limits[1]))  # no file can grow
    try:
        write(page, "Skrivet utan plats.")
        wait_until(page, "failed")
        expect(page.locator("#save-state")).to_contain_text("utrymmet på disken")
        expect(page.locator(".cm-content")).to_contain_text("Skrivet utan plats.")
        assert text_of(path) == before
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)
    wait_until(page, "saved")
    assert "Skrivet utan plats." in text_of(path)
