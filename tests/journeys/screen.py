"""People in front of a screen: somebody in the web chat, somebody at the desk, each in a browser of their own."""

from dataclasses import dataclass
from typing import Self

from playwright.async_api import Page, expect

from tests.browser import OpenPage
from tests.journeys.both import World

OWN = ".message.from-person[id^=m]"
"""What the person said, once it is kept."""


@dataclass(frozen=True, slots=True)
class ScreenPerson:
    """Somebody in the web chat, who writes and clicks on what the page shows."""

    page: Page

    @classmethod
    async def starts(cls, world: World, open_page: OpenPage, language: str) -> Self:
        """Begin a conversation."""
        page = await open_page()
        await page.goto(f"{world.service.url}/chat?lang={language}")
        await page.click(".begin")
        await page.wait_for_selector("#m2")
        return cls(page)

    async def presses(self, *values: str) -> Self:
        """Click on buttons, one turn each; several choices of one turn are joined by commas."""
        for value in values:
            before = await self.page.locator(OWN).count()
            if "," in value:
                for ticked in value.split(","):
                    await self.page.check(f"#offered input[value='{ticked}']")
                await self.page.click("#several")
            else:
                await self.page.locator(f"button[name=only][value='{value}']:visible").first.click()
            await self._answered(before)
        return self

    async def presses_until(self, value: str, wanted: str, *, most: int = 20) -> Self:
        """Click on the same button again and again, until there is one for ``wanted``."""
        for _ in range(most):
            if await self.page.locator(f"#answer button[value='{wanted}']").count():
                return self
            await self.presses(value)
        raise AssertionError(f"no button {wanted}")

    async def says(self, text: str) -> Self:
        """Write."""
        before = await self.page.locator(OWN).count()
        await self.page.fill("#text", text)
        await self.page.click("#write .send")
        await self._answered(before)
        return self

    async def sees(self, words: str, *, times: int = 1) -> None:
        """Wait until so many messages say ``words``; the page is not loaded again."""
        await expect(self.page.locator(".message .text", has_text=words)).to_have_count(times)

    async def reference(self) -> str:
        """The case that was named last."""
        return await self.page.locator(".reference").last.inner_text()

    async def _answered(self, before: int) -> None:
        await expect(self.page.locator(OWN)).to_have_count(before + 1)
        await expect(self.page.locator(f"{OWN} ~ .message:not(.from-person)").last).to_be_visible()


@dataclass(frozen=True, slots=True)
class ScreenStaff:
    """Somebody at the desk."""

    page: Page
    url: str

    @classmethod
    async def enters(cls, world: World, open_page: OpenPage, name: str, queue: str) -> Self:
        """Signed in as a lead, at the queue."""
        token = await world.signed_in(name, queue)
        url = world.service.url
        page = await open_page(cookies=[{"name": "stra-desk", "value": token, "url": url}])
        await page.goto(f"{url}/desk/queue")
        return cls(page, url)

    async def clicks(self, *names: str) -> Self:
        """Links and buttons, one after the other, by what stands on them."""
        main = self.page.locator("main")
        for name in names:
            found = main.get_by_role("link", name=name, exact=True)
            await found.or_(main.get_by_role("button", name=name, exact=True)).first.click()
        return self

    async def goes(self, *names: str) -> Self:
        """By the menu, then by links, one after the other."""
        first, *others = names
        await self.page.get_by_role("navigation").get_by_role("link", name=first).first.click()
        return await self.clicks(*others)

    async def opens(self, name: str) -> Self:
        """Something that is folded."""
        await self.page.get_by_text(name, exact=True).click()
        return self

    async def fills(self, **fields: str) -> Self:
        """Fields by their ids."""
        for name, value in fields.items():
            await self.page.fill(f"#{name.replace('_', '-')}", value)
        return self

    async def chooses(self, field: str, value: str) -> Self:
        """One of a list."""
        await self.page.select_option(f"#{field}", value)
        return self

    async def sees(self, words: str) -> Self:
        """Wait until ``words`` stand on the page; it is not loaded again."""
        await expect(self.page.get_by_text(words).first).to_be_visible()
        return self
