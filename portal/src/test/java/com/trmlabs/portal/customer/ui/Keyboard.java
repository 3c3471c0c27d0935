package com.trmlabs.portal.customer.ui;

import com.microsoft.playwright.Page;

/** Somebody who has no mouse. */
record Keyboard(Page page) {

    /** What has the focus, as a screen reader would name it. */
    private static final String FOCUSED = """
            (() => {
              const it = document.activeElement;
              const named = (it.getAttribute('aria-labelledby') || '').split(' ').map(id => document.getElementById(id)?.textContent || '');
              const labels = it.labels ? [...it.labels].map(label => label.textContent) : [];
              return [it.getAttribute('aria-label'), ...named, ...labels, it.textContent].filter(Boolean).map(text => text.trim()).join('|');
            })()""";

    /** Presses Tab until something of that name has the focus. */
    Keyboard to(String name) {
        for (int i = 0; i < 120; i++) {
            page.keyboard().press("Tab");
            if (String.valueOf(page.evaluate(FOCUSED)).contains(name)) {
                return this;
            }
        }
        throw new AssertionError("Tab never reaches " + name + " on " + page.url());
    }

    Keyboard press(String... keys) {
        for (String key : keys) {
            page.keyboard().press(key);
        }
        return this;
    }

    Keyboard type(String text) {
        page.keyboard().type(text);
        return this;
    }
}
