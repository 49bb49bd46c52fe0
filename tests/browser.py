"""A headless Chromium that opens a page from a file and tells what a reader would see."""

import base64
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, final

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

REQUIRED = "AWARELR_BROWSER"
"""Environment variable: ``required`` makes an absent Chromium a failure, as `make test-browser` does."""
DESKTOP, PHONE = 1280, 390
"""Widths of a page, in pixels."""
_HEIGHTS = {DESKTOP: 900, PHONE: 844}
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PATIENCE = 20.0


@final
class Browser:
    """One tab, offline; `open` a page, then ask.

    Args:
        driver: the Chromium behind it.
    """

    def __init__(self, driver: Chrome) -> None:
        self.driver = driver

    def open(self, page: Path, *, width: int = DESKTOP, dark: bool = False) -> None:
        """Open a file.

        Args:
            page: the file.
            width: of the window in pixels; `PHONE` is also a small, touched one.
            dark: whether the reader prefers dark colours.
        """
        phone = width == PHONE
        size = {"width": width, "height": _HEIGHTS.get(width, 900), "deviceScaleFactor": 1, "mobile": phone}
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        self.complaints()
        self.driver.get(page.resolve().as_uri())

    def run(self, script: str, *arguments: object) -> Any:
        """Run a function's body in the page and return what it returns."""
        return self.driver.execute_script(script, *arguments)

    def find(self, selector: str) -> WebElement:
        """Return the first element that a CSS selector names."""
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def wait(self, script: str) -> Any:
        """Wait until a function's body returns something true, and return it."""
        until: Callable[[Chrome], Any] = lambda _: self.run(script)  # noqa: E731 - selenium asks for a callable
        return WebDriverWait(self.driver, _PATIENCE).until(until, message=f"never true: {script}")

    def complaints(self) -> list[str]:
        """Return, and forget, what the console says: errors, warnings, whatever a page was refused."""
        return [entry["message"] for entry in self.driver.get_log("browser")]  # type: ignore[no-untyped-call]

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than its window; above 0 it scrolls sideways."""
        return int(self.run("const e = document.scrollingElement; return e.scrollWidth - e.clientWidth"))

    def requests(self) -> list[str]:
        """Return the addresses of everything that the page loaded besides itself."""
        found = self.run("return performance.getEntriesByType('resource').map(each => each.name)")
        return [str(each) for each in found if not str(each).startswith(("blob:", "data:"))]

    def paper(self, path: Path) -> Path:
        """Print the page as PDF and return where."""
        path.write_bytes(base64.b64decode(self.driver.print_page()))
        return path

    def picture(self, path: Path) -> None:
        """Write what the window shows as PNG."""
        path.write_bytes(self.driver.get_screenshot_as_png())


def start() -> Chrome:
    """Start a headless Chromium; skip the test if there is none and none is required.

    Raises:
        pytest.fail.Exception: there is none, and `make test-browser` asked for it.
    """
    browser = next(filter(None, map(shutil.which, _NAMES)), None)
    driver = shutil.which("chromedriver")
    if browser is None or driver is None:
        why = f"no {'Chromium' if browser is None else 'chromedriver'} here; `.ci/install_browser` installs both"
        (pytest.fail if os.environ.get(REQUIRED) == "required" else pytest.skip)(why)
    options = ChromeOptions()
    options.binary_location = browser
    for argument in (
        "--headless=new",
        "--no-sandbox",  # root, as in a container, has none; the pages are ours
        "--disable-dev-shm-usage",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--force-color-profile=srgb",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return Chrome(options=options, service=ChromeService(executable_path=driver))
