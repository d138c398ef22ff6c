package lakeward.acceptance;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The console in a headless browser of a given width. */
final class ConsolePage implements AutoCloseable {
    private static final int HEIGHT = 900;

    private final Playwright playwright;
    private final Browser browser;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    ConsolePage(int width, ColorScheme scheme) {
        this.playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        this.browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of(System.getProperty("lakeward.chromium")))
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
        this.page = browser.newPage(
                new Browser.NewPageOptions().setViewportSize(width, HEIGHT).setColorScheme(scheme));
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
    }

    Page open(String url) {
        page.navigate(url);
        return page;
    }

    /** Returns what the browser complained of. */
    List<String> complaints() {
        return complaints;
    }

    /** Returns how far the page is wider than the window, in CSS pixels. */
    int overflow() {
        return (int) page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    }

    void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target", "screenshots", name + ".png"))
                .setFullPage(true));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
