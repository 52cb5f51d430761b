"""What somebody at the keyboard does with the entry grid, and what it says of saving."""

from playwright.sync_api import Locator, Page, expect


def cell(page: Page, field: str, row: int = 0) -> Locator:
    """An entry cell of the table in sight."""
    return page.locator(f"section[data-sheet]:visible input[name^={field}-]").nth(row)


def copied(page: Page) -> str:
    """What Ctrl+C puts on the clipboard."""
    text: str = page.evaluate(
        """() => {
            const data = new DataTransfer(), how = {clipboardData: data, bubbles: true, cancelable: true};
            document.activeElement.dispatchEvent(new ClipboardEvent("copy", how));
            return data.getData("text/plain");
        }"""
    )
    return text


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("已保存", timeout=10_000)


def empty(page: Page) -> None:
    """All cells of the table in sight, as somebody at the keyboard does it."""
    cell(page, "output").focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")


def saved_after(page: Page) -> None:
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved", timeout=10_000)
