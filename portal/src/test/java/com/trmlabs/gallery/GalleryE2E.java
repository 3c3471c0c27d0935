package com.trmlabs.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GalleryE2E {

    private ServletWebServerApplicationContext pages;
    private Browser browser;

    @BeforeAll
    void start() {
        pages = (ServletWebServerApplicationContext) GalleryApplication.start();
        browser = new Browser(pages.getWebServer().getPort());
    }

    @AfterAll
    void stop() {
        browser.close();
        pages.close();
    }

    @ParameterizedTest
    @CsvSource({"LIGHT,1280", "DARK,1280", "LIGHT,1024", "LIGHT,400", "DARK,400"})
    void showsEveryComponentAccessibly(ColorScheme scheme, int width) {
        Page page = browser.open("gallery", scheme, width);
        assertThat(Browser.violations(page)).isEmpty();
        Browser.picture(page, "gallery-" + scheme + "-" + width);
    }
}
